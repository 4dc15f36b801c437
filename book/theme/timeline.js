// @ts-check
// The timeline of a run, live or recorded: lanes of states, the arrows between them, and the moment that is looked at.
'use strict';

window.workbook ??= {};

(function timeline(workbook) {
    const { element } = workbook;
    const SHADES = 12;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)');

    workbook.Timeline = class Timeline {
        /**
         * @param {HTMLElement} box the empty place for it
         * @param {object} run
         * @param {string} run.name what is run
         * @param {(line: number | null) => void} run.point called with the output line that is looked at
         * @param {Record<string, string>} [run.sources] the page of each source file
         * @param {any} [run.view] how it is looked at together with others, or its own way
         * @param {any} [run.feed] a recorded run; without it, one that starts now
         * @param {string | null} [run.actor] the actor whose part is drawn
         */
        constructor(box, { name, point, sources = {}, view = null, feed = null, actor = null }) {
            this.box = box;
            this.feed = feed ?? new workbook.Feed(actor);
            this.running = feed === null;
            this.startedAt = performance.now();
            this.took = this.story.ms;
            this.grown = this.running ? 100 : 0;
            this.rows = [];
            this.scale = null;
            this.drawn = '';
            this.room = 0;
            this.view = view ?? new workbook.View();
            this.#build(name, point, sources, view === null);
            this.view.add(this);
        }

        get story() {
            return this.feed.story;
        }

        get lines() {
            return this.feed.lines;
        }

        /** How far the run has come: so long last the states that it is in. */
        get now() {
            const elapsed = this.running ? performance.now() - this.startedAt : this.took;
            return Math.max(this.story.ms, elapsed);
        }

        /** The letters of its longest name. */
        get longestName() {
            return Math.max(0, ...this.rows.map(lane => labelOf(lane).length));
        }

        /** The time that it shows. */
        get ms() {
            return this.running ? this.grown : this.took;
        }

        #build(name, point, sources, alone) {
            this.sheet = element('div', { class: 'wb-sheet' });
            this.plot = element('div', { class: 'wb-plot' }, this.sheet);
            this.names = element('div', { class: 'wb-lane-names' });
            // A slider: one tab stop whose value is a moment. Screen readers hand it the arrow keys and
            // read its text aloud at each move, however many moments there are.
            this.lanesBox = element('div', {
                'class': 'wb-lanes', 'role': 'slider', 'tabindex': '0', 'aria-label': `Timeline of ${name}`,
                'aria-valuemin': 0, 'aria-valuemax': 0, 'aria-valuenow': 0, 'aria-valuetext': 'no moment chosen',
            }, this.names, this.plot);
            this.picture = new workbook.Picture(this.sheet);
            this.moment = new workbook.Moment(this, sources);
            this.pointer = new workbook.Pointer(this, event => {
                point(event ? this.#lineOf(event) : null);
                this.moment.show(event);
                if (event) {
                    this.view.looksAt(this);
                }
            });
            const { moment, pointer, view } = this;
            this.box.replaceChildren(...(alone
                ? [view.tools, this.lanesBox, pointer.scrubber, moment.readout, moment.states, view.legend.box]
                : [this.lanesBox]));
            this.box.hidden = false;
            this.plot.addEventListener('scroll', () => this.view.scrolled(this.plot.scrollLeft));
            this.watching = new ResizeObserver(() => this.#measure());
            this.watching.observe(this.plot);
        }

        #measure() {
            this.room = this.plot.clientWidth;
            this.view.changed();
        }

        /** The line that an event printed, or else the last one before it. */
        #lineOf(event) {
            const { events } = this.story;
            for (let at = events.indexOf(event); at >= 0; at -= 1) {
                if (typeof events[at].line === 'number') {
                    return events[at].line;
                }
            }
            return null;
        }

        /** Takes a line of output as it arrives. */
        line(data) {
            this.feed.line(data);
            this.view.changed();
        }

        /** Takes a statement as it arrives. */
        trace(statement) {
            this.feed.trace(statement);
            this.view.changed();
        }

        /** The run is over: the scale stays at what it took. */
        end(at) {
            this.feed.end(at);
            this.view.changed();
        }

        /** It leaves its place to another. */
        close() {
            this.watching.disconnect();
            this.view.remove(this);
        }

        /** Draws what there is; whether there is more to draw at the next frame. */
        draw() {
            const more = this.running && this.feed.handle();
            if (this.running && this.feed.ended) {
                this.running = false;
                this.took = this.feed.actor === null ? Math.max(this.feed.endsAt, this.story.ms) : this.story.ms;
                // Only now it is known whether marks pile up.
                this.view.changed();
            }
            if (this.room === 0 || this.box.hidden) {
                return this.running && this.box.isConnected;
            }
            this.#grow();
            this.#arrange();
            this.widen();
            this.#redraw();
            return more || (this.running && this.box.isConnected);
        }

        #grow() {
            if (!this.running) {
                return;
            }
            const needed = this.now * 1.03;
            if (still.matches) {
                // Nothing glides under reduced motion: the scale doubles when it must.
                while (this.grown < needed) {
                    this.grown *= 2;
                }
            } else {
                this.grown = Math.max(this.grown, needed);
            }
            this.plot.dataset.ms = String(this.grown);
        }

        /** Gives each new lane its place and its colour. */
        #arrange() {
            const { lanes } = this.story;
            const said = lanes.map(labelOf).join('\n');
            if (this.arranged === said && this.rows.length === lanes.length) {
                return;
            }
            this.arranged = said;
            lanes.filter(lane => lane.colour === undefined).forEach(lane => colour(lane, lanes));
            this.rows = this.story.rows;
            this.names.replaceChildren(...this.rows.map(lane => {
                const label = labelOf(lane);
                return workbook.paint(element('span', { class: 'wb-lane-name', title: label }, label), lane);
            }));
            this.drawn = '';
        }

        /** Makes the sheet as wide as its scale wants. */
        widen() {
            this.scale = this.view.scaleFor(this);
            this.sheet.style.width = `${Math.ceil(Math.max(this.scale.wide, 1))}px`;
        }

        scrollTo(left) {
            if (Math.abs(this.plot.scrollLeft - left) >= 1) {
                this.plot.scrollLeft = left;
            }
        }

        #redraw() {
            const { story, room, scale, view, plot } = this;
            const { left, right } = this.picture;
            const seen = plot.scrollLeft;
            const what = `${story.count} ${scale.wide} ${view.mode} ${room} ${this.running}`;
            if (what !== this.drawn || seen < left || (seen + room > right && right < scale.wide)) {
                this.drawn = what;
                // With as much on either side, so that scrolling finds something there.
                const from = Math.max(0, Math.floor(seen - room));
                this.picture.draw(story, this.rows, scale, from, Math.ceil(Math.min(Math.max(scale.wide, room), seen + 2 * room)));
                if (!this.pointer.event) {
                    this.moment.show(null);
                }
            }
            this.pointer.place();
        }
    };

    function labelOf(lane) {
        const count = lane.members.toLocaleString('en');
        return lane.group ? `${lane.name} (${lane.uncounted ? `more than ${count}` : count} more)` : lane.name;
    }

    /** The actor's own colour, in the first of its shades that no other lane has. */
    function colour(lane, lanes) {
        if (lane.kind === 'stderr') {
            lane.colour = null;
            return;
        }
        const wanted = lane.kind === '' ? 0 : workbook.colourOf(lane.kind);
        const taken = new Set(lanes.filter(other => other.colour === wanted).map(other => other.shade));
        let shade = workbook.shadeOf(lane.name);
        for (let tries = 0; taken.has(shade) && tries < SHADES; tries += 1) {
            shade = (shade + 1) % SHADES;
        }
        lane.colour = wanted;
        lane.shade = shade;
    }
})(window.workbook);
