// @ts-check
// A coroutine next to its machine: each state has a colour in both, and a line that's pointed at shows its states.
'use strict';

window.workbook ??= {};

(function machine(workbook) {
    const { element } = workbook;
    /** The palette of the actors. */
    const COLOURS = 8;

    /** @typedef {{ state: string, source: [number, number], machine: [number, number], colour: number }} Link */

    const width = ([from, to]) => to - from;
    const lines = ([from, to]) => (from === to ? `line ${from}` : `lines ${from} to ${to}`);

    workbook.Machine = class Machine {
        /** @param {HTMLElement} section a `section.wb-machine` */
        constructor(section) {
            this.section = section;
            this.examples = JSON.parse(section.querySelector('.wb-machines').textContent);
            /** @type {Link[]} */
            this.links = [];
            /** What was picked: a line of one side, or the chip of a state. */
            this.pick = null;
            /** The example whose machine is shown. */
            this.drawn = null;
            this.states = element('div', { 'class': 'wb-machine-states', 'role': 'group', 'aria-label': 'States' });
            workbook.keepKeys(this.states);
            section.querySelector('.wb-panes').before(this.states);
            this.source = this.makeSource(section.querySelector('.wb-pane-source'));
            this.written = new workbook.Listing(section.querySelector('.wb-pane-written'));
            this.#listen('source', this.source);
            this.#listen('machine', this.written);
        }

        /** The pane on the left. */
        makeSource(pane) {
            return new workbook.Listing(pane);
        }

        /** Shows what the page has. */
        begin() {
            const [example] = this.examples;
            this.source.show(`${example.name}.coroutine.rs`, example.source.text, example.source.numbers);
            this.show(example, example.machines.polling ?? Object.values(example.machines)[0]);
        }

        /** Shows a machine, or why there is none. */
        show(example, { text, numbers, links, reasons }) {
            if (reasons) {
                this.refuse(example, reasons);
                return;
            }
            this.drawn = example;
            this.written.show(`${example.name}.rs`, text, numbers);
            this.section.classList.remove('wb-refused');
            this.source.explain([]);
            this.#link(links);
        }

        /** The last machine of this coroutine stays, but its lines aren't this text's. */
        refuse(example, reasons) {
            if (this.drawn !== example) {
                this.drawn = example;
                this.written.say(`${example.name}.rs`, 'corofy writes no machine for this coroutine.');
                this.#link([]);
            }
            this.section.classList.add('wb-refused');
            this.states.inert = true;
            this.links = [];
            for (const pane of [this.source, this.written]) {
                pane.tint([]);
                pane.mark([]);
            }
            this.source.explain(reasons);
        }

        /** @param {Omit<Link, 'colour'>[]} links */
        #link(links) {
            this.links = links.filter(({ source, machine }) => this.#isShown(this.source, source) && this.#isShown(this.written, machine))
                .map((link, at) => ({ ...link, colour: (at + 1) % COLOURS }));
            this.chips = this.links.map((link, at) => this.#chip(link, at));
            this.states.replaceChildren(...this.chips);
            this.states.inert = false;
            this.source.tint(this.#ranges('source', this.links));
            this.written.tint(this.#ranges('machine', this.links));
            // What the reader typed shows where it went.
            this.#point(this.#picked, this.pick?.side === 'source' ? ['machine'] : []);
        }

        get #picked() {
            const { side, line, chip } = this.pick ?? {};
            return side ? this.#at(side, line) : this.links.filter((_, at) => at === chip);
        }

        #at(side, line) {
            return this.links.filter(link => link[side][0] <= line && line <= link[side][1]);
        }

        #isShown(pane, [from]) {
            return !pane.lines || pane.lines.has(from);
        }

        #chip(link, at) {
            const label = `${link.state}: ${lines(link.source)} of the coroutine, ${lines(link.machine)} of the machine`;
            const chip = element('button', {
                'type': 'button', 'class': `wb-chip wb-a${link.colour}`, 'aria-label': label, 'aria-pressed': 'false',
                'onclick': () => this.#pick(this.pick?.chip === at ? null : { chip: at }, ['source', 'machine']),
                'onpointerenter': () => this.#point([link], ['source', 'machine']),
                'onpointerleave': () => this.#draw(this.#picked),
                'onfocus': () => chip.matches(':focus-visible') && this.#point([link], ['source', 'machine']),
                'onblur': () => this.#draw(this.#picked),
            }, link.state);
            // Where a file has several coroutines, each begins anew.
            chip.classList.toggle('wb-chip-first', link.state === 'Start');
            return chip;
        }

        #listen(side, pane) {
            const other = side === 'source' ? 'machine' : 'source';
            pane.whenPointed = line => {
                const links = line === null ? [] : this.#at(side, line);
                if (links.length) {
                    this.#point(links, [other]);
                } else {
                    this.#draw(this.#picked);
                }
            };
            pane.whenPicked = line => this.#pick({ side, line }, [other]);
        }

        #pick(pick, reveal) {
            this.pick = pick;
            this.#point(this.#picked, reveal);
        }

        #point(links, reveal) {
            this.#draw(links);
            for (const side of reveal) {
                // Of several states, the one that is most about this line.
                const [nearest] = [...links].sort((one, two) => width(one.source) - width(two.source));
                const pane = side === 'source' ? this.source : this.written;
                if (nearest) {
                    pane.reveal({ from: nearest[side][0], to: nearest[side][1] });
                }
            }
        }

        #draw(links) {
            this.source.mark(this.#ranges('source', links));
            this.written.mark(this.#ranges('machine', links));
            this.chips?.forEach((chip, at) => {
                chip.classList.toggle('wb-chip-on', links.includes(this.links[at]));
                chip.setAttribute('aria-pressed', String(this.pick?.chip === at));
            });
        }

        /** The wide ones first, so that a state inside of another keeps its own colour. */
        #ranges(side, links) {
            const ranges = links.map(link => ({ from: link[side][0], to: link[side][1], colour: link.colour }));
            return ranges.sort((one, two) => (two.to - two.from) - (one.to - one.from));
        }
    };
})(window.workbook);
