// @ts-check
// Draws a story: a row for each lane, bars for its states, marks for its lines, arrows between lanes.
'use strict';

window.workbook ??= {};

(function picture(workbook) {
    const SVG = 'http://www.w3.org/2000/svg';
    const ROW = 26;
    const TOP = 4;
    const AXIS = 20;
    /** Half the height of a bar and of a mark. */
    const BAR = 5.5;
    const MARK = 9;
    /** What a label such as `800 ms` needs, in pixels. */
    const TICK_WIDTH = 75;
    const LABEL_FONT = '11px';
    /** Shapes that one picture may have of a kind: more cannot be told apart. */
    const MOST = 3000;
    const MOST_LABELS = 300;
    const CALLS = ['resumes', 'polls'];

    workbook.Picture = class Picture {
        /** @param {HTMLElement} sheet what is as wide as the whole story, and scrolls */
        constructor(sheet) {
            this.sheet = sheet;
            this.svg = svg('svg', { 'class': 'wb-picture', 'aria-hidden': 'true' });
            sheet.append(this.svg);
            this.rows = [];
            /** Where the part begins that is drawn, and where it ends. */
            this.left = 0;
            this.right = 0;
        }

        get height() {
            return this.#bottom + (this.scale?.time > 0 ? AXIS : TOP);
        }

        get #bottom() {
            return TOP + this.rows.length * ROW;
        }

        /** The middle of a row. */
        middle(row) {
            return TOP + (row + 0.5) * ROW;
        }

        /** The row at so many pixels from the top. */
        rowAt(y) {
            return Math.min(Math.max(Math.floor((y - TOP) / ROW), 0), this.rows.length - 1);
        }

        /**
         * @param {any} story
         * @param {any[]} rows its lanes from top to bottom
         * @param {{ x(point: any): number, at?: (ms: number) => number, time: number }} scale
         * @param {number} left
         * @param {number} right
         */
        draw(story, rows, scale, left, right) {
            Object.assign(this, { story, rows, scale, left, right });
            this.rowOf = new Map(rows.map((lane, row) => [lane, row]));
            const { svg: root, height } = this;
            root.style.left = `${left}px`;
            root.setAttribute('width', String(right - left));
            root.setAttribute('height', String(height));
            root.setAttribute('viewBox', `${left} 0 ${right - left} ${height}`);
            this.crossed = rows.map(() => []);
            this.labels = [];
            const arrows = this.#arrows();
            const lanes = rows.map(lane => this.#lane(lane));
            root.replaceChildren(...this.#ticks(), ...this.#gap(), ...lanes, ...arrows, ...this.labels);
            this.sheet.style.height = `${height}px`;
        }

        #lane(lane) {
            const group = svg('g', { 'class': 'wb-lane', 'data-lane': lane.name });
            paint(group, lane);
            const y = this.middle(this.rowOf.get(lane));
            const shapes = { rest: '', waiting: '', ready: '', running: '' };
            if (!this.story.hasStates) {
                shapes.rest = `M${this.left} ${y}H${this.right}`;
            } else {
                this.#bars(lane, y, shapes);
            }
            for (const [state, d] of Object.entries(shapes)) {
                group.append(...path(`wb-shape-${state}`, d));
            }
            group.append(...path('wb-shape-says', this.#marks(lane, y)));
            return group;
        }

        #bars(lane, y, shapes) {
            const end = this.scale.x({ x: Infinity, ms: Infinity });
            let last = { state: '', to: -Infinity };
            let drawn = 0;
            for (const { state, reason, from, to } of lane.spans) {
                const a = Math.max(this.scale.x(from), this.left - 2);
                const b = Math.min(Math.max(to ? this.scale.x(to) : end, this.scale.x(from) + 1.5), this.right + 2);
                // What falls on a pixel that has its colour already shows nothing.
                if (b <= a || (state === last.state && b - last.to < 0.5) || drawn > MOST) {
                    continue;
                }
                last = { state, to: b };
                drawn += 1;
                shapes[state] += state === 'waiting'
                    ? `M${r(a)} ${y}H${r(b)}`
                    : box(a, b, y, state === 'ready' ? BAR - 0.5 : BAR);
                if (state === 'waiting') {
                    this.#label(reason, this.rowOf.get(lane), a, b);
                }
            }
        }

        /** What is waited for, where most of the line is free of arrows; if it has to, in front of one. */
        #label(reason, row, a, b) {
            const stops = [a, ...this.crossed[row].filter(x => x > a && x < b), b];
            let gap = [a, a];
            for (let at = 1; at < stops.length; at += 1) {
                if (stops[at] - stops[at - 1] > gap[1] - gap[0]) {
                    gap = [stops[at - 1], stops[at]];
                }
            }
            const text = this.labels.length < MOST_LABELS ? fitted(reason, b - a - 10) : '';
            if (text) {
                const half = width(text) / 2 + 5;
                const x = Math.min(Math.max((gap[0] + gap[1]) / 2, a + half), b - half);
                this.labels.push(svg('text', { 'class': 'wb-reason', 'x': r(x), 'y': this.middle(row) + 3.5 }, text));
            }
        }

        #marks(lane, y) {
            let d = '';
            let last = -Infinity;
            const half = this.story.hasStates ? MARK : ROW / 2 - 4;
            for (const event of this.story.events) {
                const x = this.scale.x(event);
                if (event.lane === lane && isMark(event) && x - last >= 0.5 && x >= this.left && x <= this.right) {
                    last = x;
                    d += `M${r(x)} ${y - half}v${2 * half}`;
                }
            }
            return d;
        }

        /** In each lane's colour those that start there. */
        #arrows() {
            const drawn = new Map();
            const last = new Map();
            for (const event of this.story.events) {
                const x = this.scale.x(event);
                if (!event.to || event.to === event.lane || x < this.left || x > this.right) {
                    continue;
                }
                const way = `${event.does} ${event.lane.name} ${event.to.name}`;
                if (x - (last.get(way) ?? -Infinity) >= 1) {
                    last.set(way, x);
                    this.#arrow(event, x, drawn);
                    this.#cross(event, x);
                }
            }
            return [...drawn].flatMap(([lane, shapes]) => {
                const group = svg('g', { 'class': 'wb-arrows', 'data-lane': lane.name },
                    ...path('wb-halo', shapes.stem + shapes.dashed), ...path('wb-stem', shapes.stem),
                    ...path('wb-stem wb-spawns', shapes.dashed), ...path('wb-tip', shapes.head),
                    ...path('wb-stem', shapes.open));
                return [paint(group, lane)];
            });
        }

        /** Notes which rows an arrow crosses. */
        #cross({ lane, to }, x) {
            const [one, other] = [this.rowOf.get(lane), this.rowOf.get(to)];
            for (let row = Math.min(one, other) + 1; row < Math.max(one, other); row += 1) {
                this.crossed[row].push(x);
            }
        }

        #arrow({ lane, to, does }, x, drawn) {
            if (!drawn.has(lane)) {
                drawn.set(lane, { stem: '', dashed: '', head: '', open: '' });
            }
            const shapes = drawn.get(lane);
            const start = this.middle(this.rowOf.get(lane));
            const goal = this.middle(this.rowOf.get(to));
            const down = goal > start ? 1 : -1;
            const tip = goal - down * (BAR + 1);
            const stem = `M${r(x)} ${start + down * BAR}V${tip - (CALLS.includes(does) ? 0 : down * 4)}`;
            shapes[does === 'spawns' ? 'dashed' : 'stem'] += stem;
            if (CALLS.includes(does)) {
                shapes.open += `M${r(x - 4)} ${tip - down * 5}L${r(x)} ${tip}L${r(x + 4)} ${tip - down * 5}`;
            } else {
                shapes.head += `M${r(x)} ${tip}l-4 ${-down * 7}h8z`;
            }
        }

        /** Times, where the width is time. */
        #ticks() {
            const { time, at: placeOf } = this.scale;
            if (!(time > 0)) {
                return [];
            }
            const pixels = placeOf(time) - placeOf(0);
            const step = tickStep(time, Math.max(2, pixels / TICK_WIDTH));
            const bottom = this.#bottom;
            const ticks = [];
            const first = Math.max(1, Math.floor((this.left / pixels) * time / step));
            for (let at = first * step; at <= time * 1.0001 && ticks.length < 400; at += step) {
                const x = r(placeOf(at));
                if (x > this.right) {
                    break;
                }
                // The last label is to the left of its line, inside the picture.
                const isLast = x > pixels - TICK_WIDTH / 2;
                ticks.push(svg('path', { class: 'wb-tick', d: `M${x} 0V${bottom + 4}` }),
                    svg('text', { 'class': 'wb-tick-text', 'x': x, 'y': bottom + 16, 'text-anchor': isLast ? 'end' : 'middle' }, tickText(at)));
            }
            return ticks;
        }

        /** Where events are left out. */
        #gap() {
            const { cut, leftOut } = this.story;
            if (!cut) {
                return [];
            }
            const [a, b] = [this.scale.x(cut.from), this.scale.x(cut.to)];
            return [svg('rect', { class: 'wb-gap', x: r(a), y: 0, width: r(Math.max(b - a, 2)), height: this.#bottom },
                svg('title', {}, `${leftOut.toLocaleString('en')} events are left out here`))];
        }
    };

    function isMark({ does }) {
        return does === 'says' || does === 'prints';
    }

    /** 1, 2 or 5 times a power of ten, so that there are at most so many ticks. */
    function tickStep(scale, most) {
        const power = 10 ** Math.floor(Math.log10(scale / most));
        return [1, 2, 5].map(n => n * power).find(step => scale / step <= most) ?? 10 * power;
    }

    function tickText(ms) {
        if (ms < 1) {
            return `${Number((ms * 1000).toFixed(3))} µs`;
        }
        return ms >= 1000 ? `${Number((ms / 1000).toFixed(3))} s` : `${Number(ms.toFixed(3))} ms`;
    }

    function svg(name, attributes, ...children) {
        const made = document.createElementNS(SVG, name);
        for (const [key, value] of Object.entries(attributes)) {
            made.setAttribute(key, String(value));
        }
        made.append(...children);
        return made;
    }

    function path(name, d) {
        return d ? [svg('path', { class: name, d })] : [];
    }

    /** Gives an element its lane's colour. */
    function paint(node, lane) {
        if (lane.colour === null) {
            delete node.dataset.actorColour;
            delete node.dataset.actorShade;
        } else {
            node.dataset.actorColour = String(lane.colour);
            node.dataset.actorShade = String(lane.shade);
        }
        return node;
    }
    workbook.paint = paint;

    function box(a, b, y, half) {
        return `M${r(a)} ${y - half}H${r(b)}v${2 * half}H${r(a)}z`;
    }

    function r(x) {
        return Math.round(x * 10) / 10;
    }

    const widths = new Map();
    const measuring = document.createElement('canvas').getContext('2d');

    /** As much of a label as there is room for; of a short one, all or nothing. */
    function fitted(text, room) {
        if (!text || room < 18) {
            return '';
        }
        if (width(text) <= room) {
            return text;
        }
        let shown = text;
        while (shown.length > 6 && width(`${shown}…`) > room) {
            shown = shown.slice(0, -1);
        }
        return width(`${shown}…`) <= room ? `${shown.trimEnd()}…` : '';
    }

    function width(text) {
        if (widths.size > 5000) {
            widths.clear();
        }
        if (!widths.has(text)) {
            measuring.font = `${LABEL_FONT} ${getComputedStyle(document.body).fontFamily}`;
            widths.set(text, measuring.measureText(text).width);
        }
        return widths.get(text);
    }
})(window.workbook);
