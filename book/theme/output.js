// @ts-check
// A step's output block: the recorded text, or the reader's own run as it comes.
'use strict';

window.workbook ??= {};

(function output(workbook) {
    const { element } = workbook;
    /** More than a reader scrolls through; a program that prints for ever must not fill the page. */
    const KEPT = 5000;

    workbook.Output = class Output {
        /** @param {HTMLElement} block the `pre` with the recorded output */
        constructor(block) {
            this.block = block;
            this.label = block.getAttribute('aria-label') ?? '';
            this.recorded = [...block.childNodes];
            this.live = null;
            this.waiting = [];
            this.dropped = 0;
            this.drawn = 0;
            this.frame = 0;
            // Without a role its label is nobody's.
            block.setAttribute('role', 'group');
            // The block scrolls with the arrow keys, which would turn the page too.
            workbook.keepKeys(block);
        }

        /** Empties the block for a run that starts. */
        begin() {
            this.live = element('span', { class: 'wb-own' });
            this.waiting = [];
            this.dropped = 0;
            this.drawn = 0;
            this.text = [];
            this.showLive();
        }

        /** Takes a line as it arrives; lines are drawn once for each frame, however fast they come. */
        line({ at, stream, text }) {
            this.waiting.push(lineNode(at, stream, text));
            this.text.push(text);
            if (this.waiting.length > KEPT) {
                this.waiting.shift();
                this.dropped += 1;
            }
            this.frame ||= requestAnimationFrame(() => this.draw());
        }

        draw() {
            cancelAnimationFrame(this.frame);
            this.frame = 0;
            if (!this.live || this.waiting.length === 0) {
                return;
            }
            const { block, live } = this;
            const following = block.scrollHeight - block.scrollTop - block.clientHeight < 4;
            live.append(element('span', { class: 'wb-lines' }, ...this.waiting));
            this.drawn += this.waiting.length;
            this.waiting = [];
            this.#forget();
            if (following) {
                block.scrollTop = block.scrollHeight;
            }
        }

        #forget() {
            while (this.drawn > KEPT) {
                const first = this.live.querySelector('.wb-lines');
                const excess = [...first.children].slice(0, this.drawn - KEPT);
                excess.forEach(line => line.remove());
                this.drawn -= excess.length;
                this.dropped += excess.length;
                if (first.childElementCount === 0) {
                    first.remove();
                }
            }
            if (this.dropped > 0) {
                let note = this.live.querySelector('.wb-dropped');
                if (!note) {
                    note = element('span', { class: 'wb-dropped' });
                    this.live.prepend(note);
                }
                note.textContent = `${this.dropped} earlier lines are not kept`;
            }
        }

        showLive() {
            if (this.live) {
                this.block.replaceChildren(this.live);
                this.block.setAttribute('aria-label', this.label.replace('Recorded output', 'Output of your run'));
            }
        }

        showRecorded() {
            this.block.replaceChildren(...this.recorded);
            this.block.setAttribute('aria-label', this.label);
        }

        get isLive() {
            return this.live !== null && this.block.firstChild === this.live;
        }

        /** The lines of the reader's run, or null when there was none. */
        get liveLines() {
            return this.live ? this.text : null;
        }

        get recordedLines() {
            return this.recorded.map(node => (node.textContent ?? '').trimEnd());
        }

        /** Marks the lines that contain a text, recorded or of the run, or none. */
        mark(text) {
            const own = this.live ? [...this.live.querySelectorAll('.wb-line')] : [];
            workbook.markLines([...this.recorded, ...own], text);
            const first = this.block.querySelector('.wb-decides');
            if (first) {
                this.#scrollTo(first);
            }
        }

        /** Points at one line of the run (counted from its start), or at none. */
        point(index) {
            this.block.querySelector('.wb-here')?.classList.remove('wb-here');
            const line = index === null || !this.isLive
                ? null
                : this.live.querySelectorAll('.wb-line')[index - this.dropped];
            if (line) {
                line.classList.add('wb-here');
                this.#scrollTo(line);
            }
        }

        /** Scrolls the block alone: the page must not move under the reader's pointer. */
        #scrollTo(line) {
            const { block } = this;
            const top = line.offsetTop - block.offsetTop;
            if (top < block.scrollTop || top > block.scrollTop + block.clientHeight - line.offsetHeight) {
                block.scrollTop = top - block.clientHeight / 2;
            }
        }
    };

    /** Marks those of some lines that contain a text; null is in none. */
    workbook.markLines = function markLines(lines, text) {
        for (const line of lines) {
            if (line instanceof Element) {
                line.classList.toggle('wb-decides', text !== null && line.textContent.includes(text));
            }
        }
    };

    function lineNode(at, stream, text) {
        const speaker = workbook.speaker(text);
        // The time is drawn from the attribute: it is no part of the text that a reader copies. The
        // further lines of an event have the event's.
        const time = speaker || stream === 'err' ? workbook.duration(at) : null;
        const line = element('span', { class: 'wb-line', 'data-stream': stream, 'data-at': time });
        if (stream === 'err') {
            line.append(element('span', { class: 'wb-err', title: 'on standard error' }, 'stderr '));
        }
        if (speaker) {
            line.dataset.actor = speaker.actor;
            line.dataset.actorColour = String(workbook.colourOf(speaker.actor));
            line.append(element('span', { class: 'wb-actor' }, `[${speaker.actor}]`), ` ${speaker.said}`);
        } else {
            // An empty block would be no line at all in a copied text.
            line.append(text || ' ');
        }
        return line;
    }
})(window.workbook);
