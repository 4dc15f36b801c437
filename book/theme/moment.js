// @ts-check
// A moment of a run in words: what happens, where that is in the source, and what each actor does then.
'use strict';

window.workbook ??= {};

(function moment(workbook) {
    const { element } = workbook;

    workbook.Moment = class Moment {
        /**
         * @param {any} timeline
         * @param {Record<string, string>} sources the page of each source file
         */
        constructor(timeline, sources) {
            this.timeline = timeline;
            this.sources = sources;
            this.said = element('span', { class: 'wb-said' });
            this.place = element('span', { class: 'wb-at' });
            this.readout = element('p', { 'class': 'wb-readout' }, this.said, this.place);
            this.states = element('ul', { 'class': 'wb-states', 'aria-label': 'What each actor does', 'hidden': true });
            this.drawn = '';
        }

        /** @param {any} event or null: then it is how things are in the end */
        show(event) {
            const { timeline } = this;
            const { lanesBox, story } = timeline;
            const text = event ? this.#what(event) : this.#whole();
            this.said.textContent = text;
            this.place.replaceChildren(...this.#source(event));
            const states = this.#states(event);
            const told = states.map(([lane, words]) => `${lane.name} ${words}`).join('; ');
            if (told !== this.drawn) {
                this.drawn = told;
                this.#list(states);
            }
            const now = event ? `${text}${told ? `. Then: ${told}` : ''}` : 'no moment chosen';
            const at = event ? story.events.indexOf(event) + 1 : 0;
            for (const [name, value] of [['max', story.events.length], ['now', at], ['text', now]]) {
                lanesBox.setAttribute(`aria-value${name}`, String(value));
            }
        }

        #what(event) {
            const { story } = this.timeline;
            const time = story.hasTimes ? `${workbook.duration(event.ms)}  ` : '';
            const text = event.lane.name === 'stderr' ? event.what : workbook.sentence(event);
            return time + text;
        }

        #whole() {
            const { story, running, lines, took } = this.timeline;
            if (running) {
                return `${lines} ${lines === 1 ? 'line' : 'lines'} so far`;
            }
            const counted = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
            const time = story.hasTimes ? `, ${workbook.duration(took)}` : '';
            const left = story.leftOut > 0 ? ` (${story.leftOut.toLocaleString('en')} in the middle are not kept)` : '';
            return `${counted(story.count, 'event')}${left} of ${counted(story.lanes.length, 'lane')}${time}. Point at one, or use the arrow keys.`;
        }

        /** The way to the line of the source that states it. */
        #source(event) {
            const [, file, line] = /^(.*):(\d+)$/.exec(event?.at ?? '') ?? [];
            if (!file) {
                return [];
            }
            const page = this.sources[file];
            const text = `${file}:${line}`;
            return [page ? element('a', { href: `${page}-L${line}` }, text) : text];
        }

        /** What each lane does after an event; without one, what it does in the end. */
        #states(event) {
            const { story, rows } = this.timeline;
            if (!story.hasStates) {
                return [];
            }
            const n = event?.n ?? story.count;
            const known = rows.map(lane => [lane, story.stateOf(lane, n)]).filter(([, state]) => state !== null);
            return known.map(([lane, state]) => [lane, workbook.stateInWords(lane, state), state.state]);
        }

        #list(states) {
            this.states.hidden = states.length === 0;
            this.states.replaceChildren(...states.map(([lane, words, state]) => {
                const name = workbook.paint(element('span', { class: 'wb-actor' }, lane.name), lane);
                return element('li', { 'data-state': state }, name, ` ${words}`);
            }));
        }
    };
})(window.workbook);
