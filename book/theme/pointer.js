// @ts-check
// Reading a timeline: one moment at a time is looked at, with the mouse, a finger, the keyboard or the scrubber.
'use strict';

window.workbook ??= {};

(function pointer(workbook) {
    const { element } = workbook;

    workbook.Pointer = class Pointer {
        /**
         * @param {any} timeline whose moments are read
         * @param {(event: any) => void} chose called with the moment that is looked at, or null
         */
        constructor(timeline, chose) {
            this.timeline = timeline;
            this.chose = chose;
            /** @type {any} */
            this.event = null;
            // Pointing shows a moment; a click, a key or the scrubber stays at it.
            this.pinned = false;
            this.cursor = element('div', { class: 'wb-cursor', hidden: true });
            this.scrubber = element('input', {
                'type': 'range', 'class': 'wb-scrub', 'min': 0, 'max': 0, 'value': 0, 'tabindex': -1, 'aria-hidden': 'true',
                'oninput': () => this.#choose(this.#events[Number(this.scrubber.value) - 1] ?? null, true),
            });
            const { plot, sheet, lanesBox } = timeline;
            sheet.append(this.cursor);
            workbook.keepKeys(lanesBox);
            lanesBox.addEventListener('keydown', event => this.#key(event));
            plot.addEventListener('pointermove', event => this.pinned || this.#choose(this.#nearest(event), false));
            plot.addEventListener('click', event => this.#choose(this.#nearest(event), true));
            plot.addEventListener('pointerleave', () => this.pinned || this.#choose(null, false));
            plot.addEventListener('wheel', event => this.#wheel(event), { passive: false });
        }

        get #events() {
            return this.timeline.story.events;
        }

        #key(event) {
            if (event.altKey || event.ctrlKey || event.metaKey) {
                return;
            }
            const events = this.#events;
            const last = events.length - 1;
            const at = this.event ? events.indexOf(this.event) : -1;
            const to = index => this.#choose(events[Math.min(Math.max(index, 0), last)] ?? null, true);
            const { view } = this.timeline;
            const keys = {
                'ArrowRight': () => to(at + 1),
                'ArrowLeft': () => to(at - 1),
                'ArrowDown': () => this.#inLane(1),
                'ArrowUp': () => this.#inLane(-1),
                'PageDown': () => to(at + 10),
                'PageUp': () => to(at - 10),
                'Home': () => to(0),
                'End': () => to(last),
                '+': () => view.zoomBy(2, this.#seenAt()),
                '=': () => view.zoomBy(2, this.#seenAt()),
                '-': () => view.zoomBy(1 / 2, this.#seenAt()),
                'Escape': () => this.#choose(null, false),
            };
            if (keys[event.key]) {
                event.preventDefault();
                keys[event.key]();
            }
        }

        /** How far the chosen moment is from the left edge: what is zoomed at. */
        #seenAt() {
            const { view, scale } = this.timeline;
            const x = this.event ? scale.x(this.event) - view.left : -1;
            return x >= 0 && x <= view.room ? x : view.room / 2;
        }

        #wheel(event) {
            if (event.ctrlKey) {
                event.preventDefault();
                const { plot, view } = this.timeline;
                view.zoomBy(2 ** (-event.deltaY / 200), event.clientX - plot.getBoundingClientRect().left);
            }
        }

        /** The moment in the lane below or above that is closest. */
        #inLane(way) {
            const { rows, picture } = this.timeline;
            const row = this.event ? picture.rowOf.get(this.event.lane) + way : 0;
            if (rows[row]) {
                this.#choose(this.#closest(rows[row], this.event ? this.timeline.scale.x(this.event) : 0), true);
            }
        }

        #nearest(event) {
            const { rows, picture, scale, sheet } = this.timeline;
            const area = sheet.getBoundingClientRect();
            const lane = rows[picture.rowAt(event.clientY - area.top)];
            return lane && scale ? this.#closest(lane, event.clientX - area.left) : null;
        }

        /** Of what a lane does, and what is done to it, the moment that is nearest to a place. */
        #closest(lane, x) {
            const { scale } = this.timeline;
            let best = null;
            let distance = Infinity;
            for (const event of this.#events) {
                const away = Math.abs(scale.x(event) - x);
                if ((event.lane === lane || event.to === lane) && away < distance) {
                    best = event;
                    distance = away;
                }
            }
            return best;
        }

        #choose(event, pinned) {
            this.pinned = pinned && event !== null;
            if (event === this.event) {
                return;
            }
            this.event = event;
            this.chose(event);
            this.place();
            if (pinned) {
                this.#show();
            }
        }

        /** Nothing is looked at. */
        leave() {
            this.#choose(null, false);
        }

        /** Scrolls the timeline to where the moment is. */
        #show() {
            const { scale, view } = this.timeline;
            const x = this.event ? scale.x(this.event) : view.left;
            if (x < view.left + 12 || x > view.left + view.room - 12) {
                view.scrollTo(Math.max(x - view.room / 2, 0));
            }
        }

        /** Puts the cursor where the moment is: the scale may have changed. */
        place() {
            const { event, timeline, cursor } = this;
            const { scale, picture } = timeline;
            const events = this.#events;
            const at = event ? events.indexOf(event) : -1;
            this.scrubber.max = String(events.length);
            this.scrubber.value = String(at + 1);
            cursor.hidden = at < 0 || !scale;
            if (!cursor.hidden) {
                cursor.style.left = `${scale.x(event)}px`;
                cursor.style.setProperty('--wb-middle', `${picture.middle(picture.rowOf.get(event.lane) ?? 0)}px`);
                workbook.paint(cursor, event.lane);
            }
        }
    };
})(window.workbook);
