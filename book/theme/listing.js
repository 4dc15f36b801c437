// @ts-check
// A file's lines, coloured as the book's other code, each an element of its own: lines can be pointed at, marked and
// written under.
'use strict';

window.workbook ??= {};

(function listing(workbook) {
    const { element } = workbook;
    /** highlight.js doesn't know this word. */
    const COROUTINE = /\bcoroutine(?= <span class="hljs-function"><span class="hljs-keyword">fn)/g;

    /** The HTML of each line of a Rust text. highlight.js escapes the text. */
    function highlighted(text) {
        const html = window.hljs.highlight('rust', text.replace(/\n$/, ''), true).value
            .replace(COROUTINE, '<span class="hljs-keyword">coroutine</span>');
        const lines = [''];
        // A comment or a string goes on in the next line: its colour is opened there again.
        const open = [];
        for (const [piece] of html.matchAll(/<span[^>]*>|<\/span>|\n|[^<\n]+/g)) {
            if (piece === '\n') {
                lines[lines.length - 1] += '</span>'.repeat(open.length);
                lines.push(open.join(''));
                continue;
            }
            if (piece === '</span>') {
                open.pop();
            } else if (piece.startsWith('<span')) {
                open.push(piece);
            }
            lines[lines.length - 1] += piece;
        }
        return lines;
    }

    /** A reason under the line it belongs to: an arrow at its column, then the sentence. */
    workbook.refusal = function refusal({ column, why }) {
        return element('span', { class: 'wb-refusal' },
            column && element('span', { 'class': 'wb-refusal-arrow', 'style': `--column: ${column}`, 'aria-hidden': 'true' }, '^'),
            element('span', { class: 'wb-refusal-why' }, why));
    };

    workbook.Listing = class Listing {
        /** @param {HTMLElement} pane a `figure.wb-pane` */
        constructor(pane) {
            this.pane = pane;
            this.file = pane.querySelector('.wb-file');
            this.code = pane.querySelector('code');
            /** Told the line that the pointer is on, or null. */
            this.whenPointed = null;
            /** Told the line that was clicked. */
            this.whenPicked = null;
            this.lines = new Map();
            this.code.setAttribute('tabindex', '0');
            this.code.setAttribute('role', 'group');
            workbook.keepKeys(this.code);
            const lineOf = event => event.target.closest?.('.wb-code-line')?.dataset.line;
            this.code.addEventListener('pointerover', event => this.whenPointed?.(Number(lineOf(event)) || null));
            this.code.addEventListener('pointerleave', () => this.whenPointed?.(null));
            this.code.addEventListener('click', event => lineOf(event) && this.whenPicked?.(Number(lineOf(event))));
        }

        /**
         * @param {string} name the file's
         * @param {string} text
         * @param {number[]} [numbers] the number of each line
         */
        show(name, text, numbers = []) {
            this.file.textContent = name;
            this.code.setAttribute('aria-label', name);
            this.lines.clear();
            const lines = highlighted(text).map((html, at) => {
                const number = numbers[at] ?? at + 1;
                const line = element('span', { 'class': 'wb-code-line', 'data-line': number });
                // A block without anything in it would be no line of a text that is copied.
                line.innerHTML = html || '<br>';
                this.lines.set(number, line);
                return line;
            });
            this.code.replaceChildren(...lines);
        }

        /** Shows a sentence and no lines. */
        say(name, text) {
            this.show(name, '');
            this.lines.clear();
            this.code.replaceChildren(element('span', { class: 'wb-no-machine' }, text));
        }

        /** Gives lines the colours of their states: the edge of each, always. */
        tint(ranges) {
            this.#colour('wb-tint', ranges);
        }

        /** Marks lines, and no others. */
        mark(ranges) {
            this.#colour('wb-marked', ranges);
        }

        #colour(name, ranges) {
            for (const line of this.lines.values()) {
                line.classList.remove(name);
                line.style.removeProperty(`--${name}`);
            }
            for (const { from, to, colour } of ranges) {
                for (let number = from; number <= to; number += 1) {
                    const line = this.lines.get(number);
                    line?.classList.add(name);
                    line?.style.setProperty(`--${name}`, `var(--wb-a${colour})`);
                }
            }
        }

        /** Scrolls inside of the pane, never the page. */
        reveal({ from, to }) {
            const first = this.lines.get(from);
            const last = this.lines.get(to) ?? first;
            if (!first) {
                return;
            }
            const box = this.code;
            const top = first.offsetTop - box.offsetTop;
            const bottom = last.offsetTop - box.offsetTop + last.offsetHeight;
            if (top < box.scrollTop || bottom > box.scrollTop + box.clientHeight) {
                box.scrollTop = top - 2 * first.offsetHeight;
            }
        }

        /** Writes reasons under their lines. */
        explain(reasons) {
            this.code.querySelectorAll('.wb-refusal').forEach(old => old.remove());
            for (const reason of reasons) {
                this.lines.get(reason.line)?.after(workbook.refusal(reason));
            }
        }
    };
})(window.workbook);
