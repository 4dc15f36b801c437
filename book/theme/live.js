// @ts-check
// News from the server: rebuilt pages, progress, files that changed on disk.
'use strict';

window.workbook ??= {};

(function live(workbook) {
    const { element, button } = workbook;
    const NAMES = ['reload', 'state', 'exercise', 'problem', 'background'];
    const SCROLL = 'workbook-scroll';
    /** How long after a refusal the server is asked for news again, in milliseconds. */
    const AGAIN = 2000;

    /**
     * Calls `handle(name, data)` for each piece of news. A browser opens six connections to a server
     * and no more, so that of all the tabs one holds the stream and tells the others; when it is
     * closed, the next takes over.
     */
    workbook.listen = function listen(handle) {
        const others = new BroadcastChannel('workbook-news');
        others.onmessage = ({ data }) => handle(data.name, data.data);
        const tell = (name, data) => {
            // First the others: this page may be about to load itself again.
            others.postMessage({ name, data });
            handle(name, data);
        };
        if (!navigator.locks) {
            hold(tell);
            return;
        }
        navigator.locks.request('workbook-news', () => {
            hold(tell);
            // The lock is held for as long as the page lives.
            return new Promise(() => {});
        });
    };

    function hold(tell) {
        let source = open();
        function open() {
            const opened = new EventSource('/api/events');
            for (const name of NAMES) {
                opened.addEventListener(name, event => tell(name, event.data ? JSON.parse(event.data) : {}));
            }
            opened.onopen = () => tell('found', {});
            opened.onerror = () => {
                const forGood = opened.readyState === EventSource.CLOSED;
                tell('lost', { forGood });
                if (forGood) {
                    // A browser gives up once it's refused, but the printed address may be opened in another tab.
                    setTimeout(() => {
                        source = open();
                    }, AGAIN);
                }
            };
            return opened;
        }
        // A page that is kept for the Back button must not keep the others from listening.
        addEventListener('pagehide', () => source.close());
        addEventListener('pageshow', event => event.persisted && location.reload());
    }

    let notice = null;

    /** A sentence at the page's lower edge, with at most one thing to do about it. */
    workbook.notify = function notify(text, label = null, act = null) {
        workbook.unnotify();
        notice = element('aside', { class: 'wb-notice', 'aria-label': 'Notice' },
            element('p', {}, text),
            label ? button(label, act) : null,
            button('Close', workbook.unnotify, { class: 'wb-button wb-link' }));
        document.body.append(notice);
        workbook.say(text);
    };

    workbook.unnotify = function unnotify() {
        notice?.remove();
        notice = null;
    };

    /** Loads the page again, to the same place. */
    workbook.reload = function reload() {
        sessionStorage.setItem(SCROLL, JSON.stringify({ path: location.pathname, top: scrollY }));
        location.reload();
    };

    /** Returns to where the reader was before `reload`. */
    workbook.returnToPlace = function returnToPlace() {
        const kept = JSON.parse(sessionStorage.getItem(SCROLL) ?? 'null');
        sessionStorage.removeItem(SCROLL);
        if (kept?.path === location.pathname) {
            scrollTo({ top: kept.top, behavior: 'instant' });
        }
    };
})(window.workbook);
