// @ts-check
// How timelines are looked at: by order or by time, how near, and which part. Those that are compared share one.
'use strict';

window.workbook ??= {};

(function view(workbook) {
    const { element } = workbook;
    /** What an event needs to be told from the next, and more than it needs. */
    const NARROWEST = 10;
    const WIDEST = 60;
    const PAD = 6;
    const MOST_ZOOM = 4096;
    /** A browser draws nothing that is wider than some millions of pixels. */
    const MOST_PIXELS = 4_000_000;

    workbook.View = class View {
        constructor() {
            /** @type {any[]} */
            this.timelines = [];
            /** What the reader chose, or null. */
            this.chosen = null;
            this.zoom = 1;
            this.left = 0;
            this.frame = 0;
            this.legend = new workbook.Legend();
            this.#addTools();
        }

        /** Whether it is one run's alone: then the moment that is looked at is told below it. */
        foot = null;

        /** The moments of all its timelines are told here, one at a time. */
        tellAt(foot) {
            this.foot = foot;
            foot.replaceChildren(element('p', { class: 'wb-readout' }, 'Point at an event, or use the arrow keys.'));
        }

        /** A moment of one of its timelines is looked at. */
        looksAt(timeline) {
            if (this.foot) {
                this.foot.replaceChildren(timeline.moment.readout, timeline.moment.states);
                this.timelines.filter(other => other !== timeline).forEach(other => other.pointer.leave());
            }
        }

        add(timeline) {
            this.timelines.push(timeline);
            this.changed();
        }

        remove(timeline) {
            this.timelines = this.timelines.filter(other => other !== timeline);
            this.changed();
        }

        get #stories() {
            return this.timelines.map(timeline => timeline.story);
        }

        get canTellTime() {
            return this.#stories.every(story => story.hasTimes);
        }

        get mode() {
            if (!this.canTellTime) {
                return 'order';
            }
            if (this.chosen) {
                return this.chosen;
            }
            const running = this.timelines.some(timeline => timeline.running);
            const ms = this.ms;
            const piled = !running && this.timelines.some(({ story }) => workbook.pilesUp(story.events, ms, this.room));
            return piled ? 'order' : 'time';
        }

        /** The time from one edge to the other. */
        get ms() {
            return Math.max(0.001, ...this.timelines.map(timeline => timeline.ms));
        }

        /** The width of what can be seen. */
        get room() {
            return Math.max(80, ...this.timelines.map(timeline => timeline.room)) - 2 * PAD;
        }

        /** Where the moments of one of its timelines are. */
        scaleFor({ story, now }) {
            if (this.mode === 'time') {
                const perMs = Math.min(this.room * this.zoom, MOST_PIXELS) / this.ms;
                const at = ms => PAD + ms * perMs;
                return { time: this.ms, wide: at(this.ms) + PAD, at, x: ({ ms }) => at(Math.min(ms, now)) };
            }
            const widest = Math.max(1, ...this.#stories.map(each => each.width));
            const fits = Math.min(Math.max(this.room / widest, NARROWEST), WIDEST);
            const unit = Math.min(fits * this.zoom, Math.max(MOST_PIXELS / widest, fits));
            const last = story.width;
            return {
                time: 0,
                wide: unit * widest + 2 * PAD,
                x: ({ x }) => PAD + Math.min(story.place(x), last) * unit,
            };
        }

        /** Draws at the next frame, however often it is asked to. */
        changed() {
            this.frame ||= requestAnimationFrame(() => {
                this.frame = 0;
                this.#draw();
            });
        }

        #draw() {
            const { mode } = this;
            this.orderButton.setAttribute('aria-pressed', String(mode === 'order'));
            this.timeButton.setAttribute('aria-pressed', String(mode === 'time'));
            this.timeButton.disabled = !this.canTellTime;
            this.timeButton.title = this.canTellTime ? 'The width is time' : 'Of this run only the order is recorded';
            this.outButton.disabled = this.zoom <= 1;
            const again = this.timelines.map(timeline => timeline.draw());
            this.legend.show(this.#stories);
            this.#alignNames();
            if (again.includes(true)) {
                this.changed();
            }
        }

        /** Plots that are compared begin at the same place. */
        #alignNames() {
            if (this.timelines.length > 1) {
                const longest = Math.max(...this.timelines.map(timeline => timeline.longestName));
                this.timelines.forEach(({ names }) => names.style.setProperty('width', `${longest}ch`));
            }
        }

        choose(mode) {
            this.chosen = mode;
            this.zoom = 1;
            this.scrollTo(0);
            this.changed();
        }

        /** Nearer or farther; what is at `at` pixels from the left edge stays there. */
        zoomBy(factor, at = this.room / 2) {
            const before = this.zoom;
            this.zoom = Math.min(Math.max(before * factor, 1), MOST_ZOOM);
            if (this.zoom !== before) {
                const left = (this.left + at - PAD) * this.zoom / before - at + PAD;
                this.timelines.forEach(timeline => timeline.widen());
                this.scrollTo(Math.max(left, 0));
                this.changed();
            }
        }

        /** All of it from the left. */
        scrollTo(left) {
            this.left = left;
            this.timelines.forEach(timeline => timeline.scrollTo(left));
        }

        /** One of its timelines was scrolled. */
        scrolled(left) {
            if (Math.abs(left - this.left) >= 1) {
                this.scrollTo(left);
            }
            this.changed();
        }

        /** Buttons without which the keyboard is enough. */
        #addTools() {
            const tool = (text, label, act) => element('button', {
                'type': 'button', 'class': 'wb-tool', 'aria-label': label, 'title': label, 'onclick': act,
            }, text);
            this.orderButton = tool('Order', 'By order: every event has the same room', () => this.choose('order'));
            this.timeButton = tool('Time', 'By time', () => this.choose('time'));
            this.outButton = tool('−', 'Zoom out', () => this.zoomBy(1 / 2));
            this.inButton = tool('+', 'Zoom in', () => this.zoomBy(2));
            this.tools = element('div', { 'class': 'wb-tools', 'role': 'group', 'aria-label': 'How the timeline is drawn' },
                element('span', { class: 'wb-switch' }, this.orderButton, this.timeButton),
                element('span', { class: 'wb-switch' }, this.outButton, this.inButton));
        }
    };
})(window.workbook);
