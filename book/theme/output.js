// @ts-check
// A step's output block: the recorded text, or the reader's own run as it comes.
'use strict';

window.workbook ??= {};

(function output(workbook) {
    const { element } = workbook;
    /** More than a reader scrolls through: of a program that prints forever there are the first lines and the last. */
    const FIRST = 500;
    const LAST = 1500;
    /** What a frame has time for. */
    const AT_A_TIME = 100;

    workbook.Output = class Output {
        /** @param {HTMLElement} block the `pre` with the recorded output */
        constructor(block) {
            this.block = block;
            this.label = block.getAttribute('aria-label') ?? '';
            this.recorded = [...block.childNodes];
            this.live = null;
            this.frame = 0;
            // Without a role its label is nobody's.
            block.setAttribute('role', 'group');
            // The block scrolls with the arrow keys, which would turn the page too.
            workbook.keepKeys(block);
        }

        /** Empties the block for a run that starts. */
        begin() {
            this.live = element('span', { class: 'wb-own' });
            /** Lines that are not drawn yet, and how many of them are passed over. */
            this.waiting = [];
            this.count = 0;
            this.dropped = 0;
            this.note = null;
            /** @type {Map<number, HTMLElement>} */
            this.nodes = new Map();
            this.text = [];
            this.showLive();
        }

        /** Takes a line as it arrives; lines are drawn at the next frames, however fast they come. */
        line(data) {
            this.waiting.push({ ...data, index: this.count });
            this.count += 1;
            this.text.push(data.text);
            this.#soon();
        }

        #soon() {
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
            const lines = this.#next();
            const fresh = lines.map(line => lineNode(line));
            lines.forEach(({ index }, at) => this.nodes.set(index, fresh[at]));
            live.append(element('span', { class: 'wb-lines' }, ...fresh));
            this.#forget();
            if (following) {
                block.scrollTop = block.scrollHeight;
            }
            if (this.waiting.length > 0) {
                this.#soon();
            }
        }

        /** The lines of the next frame. Those that would be gone again before they could be read are passed over. */
        #next() {
            const over = this.waiting.findIndex(({ index }) => index >= FIRST);
            const excess = over < 0 ? 0 : this.waiting.length - over - LAST;
            if (excess > 0) {
                this.waiting.splice(over, excess);
                this.dropped += excess;
            }
            return this.waiting.splice(0, AT_A_TIME);
        }

        #forget() {
            const excess = this.nodes.size - FIRST - LAST;
            if (excess > 0) {
                // In the order in which they came: behind the first ones are the oldest of the others.
                const old = [...this.nodes].slice(FIRST, FIRST + excess);
                old.forEach(([index, line]) => {
                    const lines = line.parentElement;
                    line.remove();
                    this.nodes.delete(index);
                    if (lines?.childElementCount === 0) {
                        lines.remove();
                    }
                });
                this.dropped += excess;
            }
            if (this.dropped > 0) {
                this.#sayWhatIsLeftOut();
            }
        }

        #sayWhatIsLeftOut() {
            if (!this.note) {
                this.note = element('span', { class: 'wb-dropped' });
                this.nodes.get(Math.min(FIRST, this.nodes.size) - 1)?.after(this.note);
            }
            this.note.textContent = `${this.dropped.toLocaleString('en')} lines in between are not kept`;
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
            return this.#recordedNodes.map(node => (node.textContent ?? '').trimEnd());
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

        get #recordedNodes() {
            return this.recorded.filter(node => node instanceof HTMLElement && node.classList.contains('wb-line'));
        }

        /** Points at one line of the output that is shown (counted from its start), or at none. */
        point(index) {
            this.here?.classList.remove('wb-here');
            this.here = null;
            if (index === null) {
                return;
            }
            const line = this.isLive ? this.nodes.get(index) : this.#recordedNodes[index];
            if (line?.isConnected) {
                this.here = line;
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

    /** Marks those of some lines that contain a text, or one line of it after the other; null is in none. */
    workbook.markLines = function markLines(lines, text) {
        const nodes = lines.filter(line => line instanceof Element);
        const wanted = text === null ? [] : text.split('\n');
        const begins = at => wanted.length > 0 && wanted.every((part, n) => nodes[at + n]?.textContent.includes(part));
        nodes.forEach((line, at) => {
            line.classList.toggle('wb-decides', wanted.some((_, n) => begins(at - n)));
        });
    };

    function lineNode({ at, stream, text }) {
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
            line.dataset.actorShade = String(workbook.shadeOf(speaker.actor));
            line.append(element('span', { class: 'wb-actor' }, `[${speaker.actor}]`), ` ${speaker.said}`);
        } else {
            // An empty block would be no line at all in a copied text.
            line.append(text || ' ');
        }
        return line;
    }
})(window.workbook);
