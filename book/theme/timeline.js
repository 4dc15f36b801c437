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
    /** What a label such as `800 ms` needs, in pixels. */
    const TICK_WIDTH = 75;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)');

    workbook.Timeline = class Timeline {
        /**
         * @param {HTMLElement} box the empty place for it
         * @param {string} name what is run
         * @param {(line: number | null) => void} point called with the output line that is looked at
         */
        constructor(box, name, point) {
            this.point = point;
            this.plot = element('div', { class: 'wb-plot' });
            this.cursor = element('div', { class: 'wb-cursor', hidden: true });
            this.plot.append(this.cursor);
            // A slider: one tab stop whose value is a mark. Screen readers hand it the arrow keys and
            // read its text aloud at each move, however many marks there are.
            this.lanesBox = element('div', {
                class: 'wb-lanes', role: 'slider', tabindex: '0', 'aria-label': `Timeline of ${name}`,
                'aria-valuemin': 0, 'aria-valuemax': 0, 'aria-valuenow': 0, 'aria-valuetext': 'no mark chosen',
            }, this.plot);
            this.readout = element('p', { class: 'wb-readout', 'aria-hidden': 'true' });
            box.replaceChildren(this.lanesBox, this.readout);
            box.hidden = false;
            this.box = box;
            this.lanes = new Map();
            this.marks = [];
            this.lines = 0;
            this.chosen = -1;
            this.scale = 100;
            this.ticks = '';
            this.startedAt = performance.now();
            this.running = true;
            this.#listen();
            this.width = this.plot.clientWidth;
            new ResizeObserver(() => {
                this.width = this.plot.clientWidth;
                this.#axis();
            }).observe(this.plot);
            this.#grow();
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
            const mark = { at, lane, text, index, place: lane.marks.length };
            lane.marks.push(this.marks.length);
            this.marks.push(mark);
            lane.fresh.push(at);
        }

        /** The run is over: the scale stays at what it took. */
        end(at) {
            this.running = false;
            const last = this.marks.at(-1)?.at ?? 0;
            this.took = Math.max(at, last);
            this.#rescale(Math.max(this.took, 0.1));
            this.#draw();
            this.#describe();
            // Who is not at the timeline finds it at its start.
            this.lanesBox.setAttribute('aria-valuemax', String(this.marks.length));
        }

        #lane(actor, plain) {
            let name = actor;
            if (!this.lanes.has(name) && this.lanes.size >= LANES) {
                name = `${actor.split(' ', 1)[0]} …`;
            }
            let lane = this.lanes.get(name);
            if (!lane) {
                const row = this.lanes.size + 1;
                const label = element('span', { class: 'wb-lane-name', title: name, style: `grid-row: ${row}` }, name);
                const track = document.createElementNS(SVG, 'svg');
                track.setAttribute('class', 'wb-track');
                track.setAttribute('preserveAspectRatio', 'none');
                track.setAttribute('aria-hidden', 'true');
                track.style.gridRow = String(row);
                if (!plain) {
                    label.dataset.actorColour = String(workbook.colourOf(actor));
                    track.dataset.actorColour = label.dataset.actorColour;
                }
                lane = { row, track, marks: [], fresh: [], path: null, drawn: 0, last: -Infinity };
                this.lanes.set(name, lane);
                this.lanesBox.append(label, track);
                this.plot.style.gridRow = `1 / ${row + 1}`;
                this.#fit(lane);
            }
            return lane;
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
            this.readout.textContent = `${this.lines} lines so far`;
            requestAnimationFrame(() => this.#grow());
        }

        #rescale(scale) {
            if (scale !== this.scale) {
                this.scale = scale;
                this.lanes.forEach(lane => this.#fit(lane));
            }
            this.#axis();
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
            this.#place();
        }

        #axis() {
            const step = tickStep(this.scale, Math.max(2, this.width / TICK_WIDTH));
            const wanted = `${step}/${Math.floor(this.scale / step)}`;
            if (wanted !== this.ticks) {
                this.ticks = wanted;
                this.plot.querySelectorAll('.wb-tick').forEach(tick => tick.remove());
                for (let at = step; at <= this.scale; at += step) {
                    const tick = element('span', { class: 'wb-tick', 'aria-hidden': 'true' }, tickText(at));
                    tick.at = at;
                    this.plot.append(tick);
                }
            }
            for (const tick of this.plot.querySelectorAll('.wb-tick')) {
                const share = tick.at / this.scale;
                tick.style.left = `${share * 100}%`;
                tick.classList.toggle('wb-tick-last', share > 0.9);
            }
        }

        #listen() {
            workbook.keepKeys(this.lanesBox);
            this.lanesBox.addEventListener('keydown', event => this.#key(event));
            this.lanesBox.addEventListener('blur', () => this.#choose(-1));
            const look = event => this.#choose(this.#nearest(event));
            this.plot.addEventListener('pointermove', look);
            this.plot.addEventListener('pointerdown', look);
            this.plot.addEventListener('pointerleave', event => {
                // A finger that is lifted leaves too; what it pointed at stays to be read.
                if (event.pointerType === 'mouse' && document.activeElement !== this.lanesBox) {
                    this.#choose(-1);
                }
            });
        }

        #key(event) {
            if (event.altKey || event.ctrlKey || event.metaKey) {
                return;
            }
            const last = this.marks.length - 1;
            const moves = {
                ArrowRight: () => Math.min(this.chosen + 1, last),
                ArrowLeft: () => Math.max(this.chosen - 1, 0),
                ArrowDown: () => this.#inLane(1),
                ArrowUp: () => this.#inLane(-1),
                PageDown: () => Math.min(this.chosen + 10, last),
                PageUp: () => Math.max(this.chosen - 10, 0),
                Home: () => 0,
                End: () => last,
            };
            const move = moves[event.key];
            if (move && last >= 0) {
                event.preventDefault();
                this.#choose(move());
            }
        }

        /** The mark in the lane below or above that is closest in time. */
        #inLane(way) {
            if (this.chosen < 0) {
                return 0;
            }
            const { at, lane } = this.marks[this.chosen];
            const rows = [...this.lanes.values()];
            const next = rows[lane.row - 1 + way];
            return next ? closest(this.marks, next.marks, at) : this.chosen;
        }

        #nearest(event) {
            const area = this.plot.getBoundingClientRect();
            const rows = [...this.lanes.values()];
            const row = Math.floor((event.clientY - area.top) / area.height * rows.length);
            const lane = rows[Math.min(Math.max(row, 0), rows.length - 1)];
            const at = (event.clientX - area.left) / area.width * this.scale;
            return lane && lane.marks.length ? closest(this.marks, lane.marks, at) : -1;
        }

        #choose(index) {
            if (index === this.chosen) {
                return;
            }
            this.chosen = index;
            const mark = this.marks[index];
            this.point(mark ? mark.index : null);
            this.#place();
            this.#describe();
        }

        #place() {
            const mark = this.marks[this.chosen];
            this.cursor.hidden = !mark;
            if (mark) {
                this.cursor.style.left = `${mark.at / this.scale * 100}%`;
                this.cursor.style.setProperty('--wb-row', String(mark.lane.row - 1));
                this.cursor.style.setProperty('--wb-rows', String(this.lanes.size));
                this.cursor.dataset.actorColour = mark.lane.track.dataset.actorColour ?? '';
            }
        }

        #describe() {
            const mark = this.marks[this.chosen];
            const text = mark ? `${workbook.duration(mark.at)}  ${mark.text}` : '';
            this.lanesBox.setAttribute('aria-valuemax', String(this.marks.length));
            this.lanesBox.setAttribute('aria-valuenow', String(this.chosen + 1));
            this.lanesBox.setAttribute('aria-valuetext', text || 'no mark chosen');
            if (mark) {
                this.readout.textContent = text;
            } else if (!this.running) {
                const lanes = this.lanes.size === 1 ? '1 lane' : `${this.lanes.size} lanes`;
                this.readout.textContent =
                    `${this.marks.length} marks in ${lanes}, ${workbook.duration(this.took)}. Point at one, or use the arrow keys.`;
            }
        }
    };

    /** Of the marks that `places` lists in order of time, the one nearest to `at`. */
    function closest(marks, places, at) {
        let low = 0;
        let high = places.length - 1;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (marks[places[middle]].at < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        const before = places[Math.max(low - 1, 0)];
        const after = places[low];
        return at - marks[before].at < marks[after].at - at ? before : after;
    }

    /** 1, 2 or 5 times a power of ten, so that there are at most so many ticks. */
    function tickStep(scale, most) {
        const power = 10 ** Math.floor(Math.log10(scale / most));
        return [1, 2, 5].map(n => n * power).find(step => scale / step <= most) ?? 10 * power;
    }

    function tickText(ms) {
        return ms >= 1000 ? `${Number((ms / 1000).toFixed(3))} s` : `${Number(ms.toFixed(3))} ms`;
    }
})(window.workbook);
