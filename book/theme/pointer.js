// @ts-check
// Reading a timeline: one mark at a time is looked at, with the mouse, a finger or the keyboard.
'use strict';

window.workbook ??= {};

(function pointer(workbook) {
    const { element } = workbook;

    workbook.Pointer = class Pointer {
        /**
         * @param {any} timeline whose marks are read
         * @param {(line: number | null) => void} point called with the output line that is looked at
         */
        constructor(timeline, point) {
            this.timeline = timeline;
            this.point = point;
            this.chosen = -1;
            this.cursor = element('div', { class: 'wb-cursor', hidden: true });
            this.readout = element('p', { class: 'wb-readout', 'aria-hidden': 'true' });
            const { plot, lanesBox } = timeline;
            plot.append(this.cursor);
            workbook.keepKeys(lanesBox);
            lanesBox.addEventListener('keydown', event => this.#key(event));
            lanesBox.addEventListener('blur', () => this.#choose(-1));
            const look = event => this.#choose(this.#nearest(event));
            plot.addEventListener('pointermove', look);
            plot.addEventListener('pointerdown', look);
            plot.addEventListener('pointerleave', event => {
                // A finger that is lifted leaves too; what it pointed at stays to be read.
                if (event.pointerType === 'mouse' && document.activeElement !== lanesBox) {
                    this.#choose(-1);
                }
            });
        }

        #key(event) {
            if (event.altKey || event.ctrlKey || event.metaKey) {
                return;
            }
            const last = this.timeline.marks.length - 1;
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
            const { marks, rows } = this.timeline;
            const { at, lane } = marks[this.chosen];
            const next = rows[lane.row - 1 + way];
            return next ? closest(marks, next.marks, at) : this.chosen;
        }

        #nearest(event) {
            const { marks, rows, scale, plot } = this.timeline;
            const area = plot.getBoundingClientRect();
            const row = Math.floor((event.clientY - area.top) / area.height * rows.length);
            const lane = rows[Math.min(Math.max(row, 0), rows.length - 1)];
            const at = (event.clientX - area.left) / area.width * scale;
            return lane && lane.marks.length ? closest(marks, lane.marks, at) : -1;
        }

        #choose(index) {
            if (index === this.chosen) {
                return;
            }
            this.chosen = index;
            this.point(this.mark ? this.mark.index : null);
            this.place();
            this.describe();
        }

        get mark() {
            return this.timeline.marks[this.chosen];
        }

        /** Puts the cursor where the mark is: the scale may have grown. */
        place() {
            const { mark, timeline } = this;
            this.cursor.hidden = !mark;
            if (mark) {
                this.cursor.style.left = `${mark.at / timeline.scale * 100}%`;
                this.cursor.style.setProperty('--wb-row', String(mark.lane.row - 1));
                this.cursor.style.setProperty('--wb-rows', String(timeline.lanes.size));
                this.cursor.dataset.actorColour = mark.lane.track.dataset.actorColour ?? '';
            }
        }

        /** Says in words what is looked at, or what there is to be looked at. */
        describe() {
            const { mark, timeline } = this;
            const { lanesBox, marks, lanes } = timeline;
            const text = mark ? `${workbook.duration(mark.at)}  ${mark.text}` : '';
            lanesBox.setAttribute('aria-valuemax', String(marks.length));
            lanesBox.setAttribute('aria-valuenow', String(this.chosen + 1));
            lanesBox.setAttribute('aria-valuetext', text || 'no mark chosen');
            if (mark) {
                this.readout.textContent = text;
            } else if (timeline.running) {
                this.readout.textContent = `${timeline.lines} lines so far`;
            } else {
                const counted = lanes.size === 1 ? '1 lane' : `${lanes.size} lanes`;
                this.readout.textContent =
                    `${marks.length} ${marks.length === 1 ? 'mark' : 'marks'} in ${counted}, ${workbook.duration(timeline.took)}. Point at one, or use the arrow keys.`;
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
})(window.workbook);
