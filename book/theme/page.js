// @ts-check
// What every other script of the book stands on: who serves the page, and how to make an element.
'use strict';

window.workbook ??= {};

(function page(workbook) {
    const meta = document.querySelector('meta[name="workbook-server"]');
    // The print page holds every page of the book; nobody runs a program there.
    const printing = location.pathname.endsWith('/print.html');

    /** `run`: programs can be run and files written. `read`: neither. Empty: a static page, which asks nobody anything. */
    workbook.server = printing ? '' : meta?.getAttribute('content') ?? '';
    workbook.canRun = workbook.server === 'run';

    /**
     * Makes an element: `element('button', { class: 'wb-button', onclick: run }, 'Run')`.
     * Text children stay text, so nothing a program prints is ever read as HTML.
     */
    workbook.element = function element(name, attributes = {}, ...children) {
        const made = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) {
            if (typeof value === 'function') {
                made[key] = value;
            } else if (value === true) {
                made.setAttribute(key, '');
            } else if (value !== false && value !== null && value !== undefined) {
                made.setAttribute(key, String(value));
            }
        }
        made.append(...children.filter(child => child !== null && child !== undefined));
        return made;
    };

    workbook.button = function button(text, onclick, attributes = {}) {
        return workbook.element('button', { type: 'button', class: 'wb-button', onclick, ...attributes }, text);
    };

    /** 740 ms, 1.53 s, 75 s: as long as it must be to tell two lines apart. */
    workbook.duration = function duration(ms) {
        if (ms < 10) {
            return `${ms.toFixed(1)} ms`;
        }
        if (ms < 1000) {
            return `${Math.round(ms)} ms`;
        }
        return ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : `${Math.round(ms / 1000)} s`;
    };

    // One region for the whole page: what a screen reader is told, in moments that matter. Output
    // and compiler progress never go through it. It is there from the start: what a region holds when
    // it is made is read by nobody.
    const spoken = workbook.element('div', { class: 'wb-hidden', role: 'status', 'aria-live': 'polite' });
    document.body.append(spoken);
    workbook.say = function say(text) {
        spoken.textContent = text;
    };

    /** Keeps keys that mean something here (arrows, s, /) from turning the page or opening the search. */
    workbook.keepKeys = function keepKeys(node) {
        node.addEventListener('keydown', event => event.stopPropagation());
    };

    /** Things that a reload would lose: an editor's unsaved text, a run that is on. */
    workbook.busy = new Set();

    /** A button that copies what `text` returns, with the library that mdBook's own copy buttons use. */
    workbook.copyButton = function copyButton(label, text) {
        const made = workbook.element('button', { type: 'button', class: 'wb-copy', title: label, 'aria-label': label });
        const icon = document.getElementById('fa-copy');
        made.innerHTML = icon ? icon.innerHTML : 'Copy';
        if (typeof window.ClipboardJS === 'undefined') {
            return null;
        }
        const before = made.innerHTML;
        const clipboard = new window.ClipboardJS(made, { text });
        const report = message => {
            made.textContent = message;
            workbook.say(message);
            setTimeout(() => {
                made.innerHTML = before;
            }, 1500);
        };
        clipboard.on('success', event => {
            event.clearSelection();
            report('Copied');
        });
        clipboard.on('error', () => report('Not copied'));
        return made;
    };
})(window.workbook);
