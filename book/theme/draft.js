// @ts-check
// A text that the reader typed and no file holds yet. The browser keeps it at every key; it keeps it for one
// address, so the server gets it soon after, for a page at another port.
'use strict';

window.workbook ??= {};

(function draft(workbook) {
    /** How long typing pauses before the server is told, in milliseconds. */
    const PAUSE = 400;
    const BROWSER = 'workbook-browser';

    /** @typedef {{ text: string | null, original: string, aside: boolean, at: number, host: string, browser: string }} Kept */

    /** @type {Set<any>} */
    const drafts = new Set();
    let asked = null;

    /** What the server keeps, by id; asked for once. A page without it has what its browser keeps. */
    function kept() {
        asked ??= workbook.ask('GET', 'drafts').then(({ json }) => json ?? {}).catch(() => ({}));
        return asked;
    }

    /** Tells this browser's drafts from another's; made with the first. */
    function browser() {
        try {
            let name = localStorage.getItem(BROWSER);
            if (name === null) {
                name = `${Math.random()}`.slice(2);
                localStorage.setItem(BROWSER, name);
            }
            return name;
        } catch {
            return '';
        }
    }

    workbook.Draft = class Draft {
        /**
         * @param {string} kind what it's a text of
         * @param {string} id its exercise or program
         */
        constructor(kind, id) {
            this.id = id;
            this.key = `workbook-${kind} ${id}`;
            this.kept = this.#stored();
            this.isStored = true;
            this.sent = this.kept?.at ?? 0;
            drafts.add(this);
        }

        /** @returns {Kept | null} */
        #stored() {
            try {
                return JSON.parse(localStorage.getItem(this.key) ?? 'null');
            } catch {
                return null;
            }
        }

        /** What the reader typed and what it was made from; null if there is nothing to keep. */
        read() {
            // Another tab may have written since.
            const kept = this.#stored() ?? this.kept;
            return typeof kept?.text === 'string' ? kept : null;
        }

        /**
         * Takes the server's draft if it is a later one: of this browser, whose own may have been lost in a
         * crash, or of a page at another address. Resolves to whether it did.
         */
        async fetch() {
            const theirs = (await kept())[this.id];
            const own = this.kept?.at ?? 0;
            if (!theirs || theirs.at < own) {
                this.sent = 0;
                this.send();
                return false;
            }
            if (theirs.at === own || (theirs.host === location.host && theirs.browser !== browser())) {
                return false;
            }
            this.sent = theirs.at;
            this.#store(theirs);
            return true;
        }

        /** Keeps a text. Whether this browser does: it may be told to keep nothing, or be full. */
        write(original, text, aside = false) {
            // A clock may be set back; a later text must not look like an earlier one.
            const at = Math.max(Date.now(), (this.kept?.at ?? 0) + 1);
            this.#store({ text, original, aside, at, host: location.host, browser: browser() });
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.send(), PAUSE);
            return this.isStored;
        }

        /** The text is in a file now, or given up. */
        forget() {
            if (this.kept && this.kept.text !== null) {
                this.write('', null);
            }
        }

        #store(kept) {
            this.kept = kept;
            try {
                localStorage.setItem(this.key, JSON.stringify(kept));
                this.isStored = true;
            } catch {
                this.isStored = false;
            }
        }

        /** Whether closing the page loses the text. */
        get isAtRisk() {
            return !this.isStored && this.sent !== this.kept?.at;
        }

        /** Gives the server what it doesn't have. One that doesn't answer is told when it does; one that writes nothing, never. */
        send(leaving = false) {
            clearTimeout(this.timer);
            const kept = this.kept;
            if (workbook.canRun && kept && kept.at !== this.sent) {
                workbook.ask('PUT', `draft/${this.id}`, kept, [], leaving).then(() => {
                    this.sent = kept.at;
                }, () => {});
            }
        }
    };

    /** Gives the server all that it doesn't have. */
    workbook.sendDrafts = function sendDrafts() {
        drafts.forEach(draft => draft.send());
    };

    // The page may not come back: what the pause held back is sent now. A long text a browser doesn't send
    // from a page that is gone.
    addEventListener('pagehide', () => drafts.forEach(draft => draft.send(true)));
})(window.workbook);
