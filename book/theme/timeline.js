// @ts-check
// The timeline of a run: a lane for each actor, a mark for each event at the time it arrived.
'use strict';

window.workbook ??= {};

(function timeline(workbook) {
    const { element } = workbook;
    const SVG = 'http://www.w3.org/2000/svg';
    /** Further actors share a lane with their kind (`fiber …`): a hundred thousand lanes show nothing. */
    const LANES = 12;
    /** A path that grows is rebuilt at each mark, so that it must stay short. */
    const MARKS_IN_PATH = 400;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)');

    workbook.Timeline = class Timeline {
        /**
         * @param {HTMLElement} box the empty place for it
         * @param {string} name what is run
         * @param {(line: number | null) => void} point called with the output line that is looked at
         */
        constructor(box, name, point) {
            this.box = box;
            this.lanes = new Map();
            this.marks = [];
            this.lines = 0;
            this.scale = 100;
            this.startedAt = performance.now();
            this.running = true;
            this.plot = element('div', { class: 'wb-plot' });
            // A slider: one tab stop whose value is a mark. Screen readers hand it the arrow keys and
            // read its text aloud at each move, however many marks there are.
            this.lanesBox = element('div', {
                'class': 'wb-lanes', 'role': 'slider', 'tabindex': '0', 'aria-label': `Timeline of ${name}`,
                'aria-valuemin': 0, 'aria-valuemax': 0, 'aria-valuenow': 0, 'aria-valuetext': 'no mark chosen',
            }, this.plot);
            this.pointer = new workbook.Pointer(this, point);
            box.replaceChildren(this.lanesBox, this.pointer.readout);
            box.hidden = false;
            this.axis = new workbook.Axis(this.plot);
            this.#grow();
        }

        get rows() {
            return [...this.lanes.values()];
        }

        /** Takes a line of output as it arrives. */
        line({ at, stream, text }) {
            const index = this.lines;
            this.lines += 1;
            const speaker = workbook.speaker(text);
            if (!speaker && stream === 'out') {
                // A further line of the event before, or plain text that belongs to no lane.
                return;
            }
            const lane = this.#lane(speaker ? speaker.actor : 'stderr', !speaker);
            lane.marks.push(this.marks.length);
            this.marks.push({ at, lane, text, index });
            lane.fresh.push(at);
        }

        /** The run is over: the scale stays at what it took. */
        end(at) {
            this.running = false;
            const last = this.marks.at(-1)?.at ?? 0;
            this.took = Math.max(at, last);
            this.#rescale(Math.max(this.took, 0.1));
            this.#draw();
            this.pointer.describe();
        }

        #lane(actor, plain) {
            let name = actor;
            if (!this.lanes.has(name) && this.lanes.size >= LANES) {
                name = `${actor.split(' ', 1)[0]} …`;
            }
            let lane = this.lanes.get(name);
            if (!lane) {
                lane = this.#newLane(name, plain ? null : workbook.colourOf(actor));
                this.lanes.set(name, lane);
                this.plot.style.gridRow = `1 / ${lane.row + 1}`;
                this.#fit(lane);
            }
            return lane;
        }

        #newLane(name, colour) {
            const row = this.lanes.size + 1;
            const label = element('span', { class: 'wb-lane-name', title: name, style: `grid-row: ${row}` }, name);
            const track = document.createElementNS(SVG, 'svg');
            track.setAttribute('class', 'wb-track');
            track.setAttribute('preserveAspectRatio', 'none');
            track.setAttribute('aria-hidden', 'true');
            track.style.gridRow = String(row);
            if (colour !== null) {
                label.dataset.actorColour = String(colour);
                track.dataset.actorColour = String(colour);
            }
            this.lanesBox.append(label, track);
            return { row, track, marks: [], fresh: [], path: null, drawn: 0, last: -Infinity };
        }

        #fit(lane) {
            lane.track.setAttribute('viewBox', `0 0 ${this.scale} 1`);
        }

        #grow() {
            if (!this.running || !this.box.isConnected) {
                return;
            }
            const now = performance.now() - this.startedAt;
            const last = this.marks.at(-1)?.at ?? 0;
            const needed = Math.max(now, last) * 1.03;
            if (still.matches) {
                // Nothing glides under reduced motion: the scale doubles when it must.
                let scale = this.scale;
                while (scale < needed) {
                    scale *= 2;
                }
                this.#rescale(scale);
            } else {
                this.#rescale(Math.max(this.scale, needed));
            }
            this.#draw();
            if (!this.pointer.mark) {
                this.pointer.describe();
            }
            requestAnimationFrame(() => this.#grow());
        }

        #rescale(scale) {
            if (scale !== this.scale) {
                this.scale = scale;
                this.lanes.forEach(lane => this.#fit(lane));
            }
            this.axis.show(scale);
        }

        #draw() {
            for (const lane of this.lanes.values()) {
                for (const at of lane.fresh) {
                    // The scale only grows: what falls on the mark before it now does so for good.
                    if (at - lane.last < this.scale / 3000) {
                        continue;
                    }
                    lane.last = at;
                    if (!lane.path || lane.drawn % MARKS_IN_PATH === 0) {
                        lane.path = document.createElementNS(SVG, 'path');
                        lane.track.append(lane.path);
                        lane.d = '';
                    }
                    lane.d += `M${at.toFixed(3)} .14V.86`;
                    lane.drawn += 1;
                    lane.path.setAttribute('d', lane.d);
                }
                lane.fresh = [];
            }
            this.pointer.place();
        }
    };
})(window.workbook);
