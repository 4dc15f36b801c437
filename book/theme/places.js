// @ts-check
// Two places in memory and the heap: the fields of a coroutine at their offsets, and an arrow for each pointer.
'use strict';

window.workbook ??= {};

(function places(workbook) {
    const { element } = workbook;
    const SVG = 'http://www.w3.org/2000/svg';
    const NAMES = { a: 'A: the stack', b: 'B: a box' };
    /** How far an arrow's tip reaches. */
    const TIP = 5;

    function drawn(name, attributes) {
        const made = document.createElementNS(SVG, name);
        for (const [key, value] of Object.entries(attributes)) {
            made.setAttribute(key, String(value));
        }
        return made;
    }

    /** A word as a reader sees it. `weave/moving.rs` does the same. */
    function value(field, word, held) {
        if (field === 'writer') {
            return held.writer ?? 'None';
        }
        return word === 'pointer' ? (held.pointer === null ? 'none' : 'heap') : String(held[word]);
    }

    /** The place and the offset of `A+0`. */
    function target(pointer) {
        const [place, offset] = pointer.split('+');
        return { place: place.toLowerCase(), offset: Number(offset) };
    }

    workbook.pointsAway = (pointer, home) => pointer !== null && target(pointer).place !== home;

    workbook.Places = class Places {
        /**
         * @param {HTMLElement} stage
         * @param {{ name: string, type: string, offset: number, size: number, words: { name: string, offset: number }[] }[]} fields
         */
        constructor(stage, fields) {
            this.stage = stage;
            this.fields = fields;
            this.arrows = drawn('svg', { 'class': 'wb-pointers', 'aria-hidden': 'true' });
            this.boxes = { a: this.#place('a'), b: this.#place('b') };
            this.heap = element('div', { 'class': 'wb-heap', 'role': 'group', 'aria-label': 'The heap' });
            stage.append(this.boxes.a.box, this.boxes.b.box, this.heap, this.arrows);
            new ResizeObserver(() => this.#point()).observe(stage);
        }

        #place(place) {
            const says = element('span', { class: 'wb-place-says' });
            const fields = new Map(this.fields.map(field => [field.name, this.#field(field)]));
            const box = element('div', { 'class': 'wb-spot', 'data-place': place, 'role': 'group', 'aria-label': NAMES[place] },
                element('p', { class: 'wb-spot-name' }, element('strong', {}, NAMES[place]), ' ', says),
                element('ol', { class: 'wb-fields' }, ...[...fields.values()].map(({ item }) => item)));
            return { box, says, fields };
        }

        #field({ name, type, offset, size, words }, at = this.fields.findIndex(field => field.name === name)) {
            const shown = words.map(word => {
                const text = element('strong', {});
                const line = element('span', { class: 'wb-bytes' }, words.length > 1 ? `${word.name} ` : '', text);
                return { ...word, line, text };
            });
            const state = name === 'state' ? element('span', { class: 'wb-bytes' }) : null;
            const item = element('li', { 'class': 'wb-field', 'data-offset': offset, 'style': `--nth: ${at}` },
                element('span', { class: 'wb-field-name' }, element('span', { class: 'wb-offset' }, `+${offset}`), ` ${name} `),
                element('span', { class: 'wb-field-type' }, `${type}, ${size} bytes`),
                ...shown.map(({ line }) => line), state);
            return { item, words: shown, state };
        }

        /**
         * Draws a moment.
         *
         * @param {object} moment as it was recorded
         * @param {{ isPinned?: boolean, does?: 'starts' | 'moves' | null }} how what came right before it
         */
        show(moment, { isPinned = false, does = null } = {}) {
            this.before = does === 'starts' ? null : this.moment;
            this.moment = moment;
            this.leaves = does === 'moves' ? moment.a : this.leaves;
            this.home = moment.b === null ? 'a' : 'b';
            this.stage.classList.toggle('wb-arrives', does === 'moves');
            this.boxes.a.box.classList.toggle('wb-spot-pinned', isPinned);
            this.boxes.a.box.classList.toggle('wb-gone', this.home === 'b');
            this.boxes.b.box.classList.toggle('wb-nothing', this.home === 'a');
            const here = moment.output === null ? 'has the coroutine' : 'has the coroutine, which is done';
            this.boxes.a.says.textContent = this.home === 'b' ? 'had the coroutine' : isPinned ? `${here}, pinned` : here;
            this.boxes.b.says.textContent = this.home === 'a' ? 'is empty' : here;
            // Bytes that are given up and still change.
            const isWritten = this.home === 'b' && moment.a.length !== this.leaves.length;
            this.boxes.a.fields.get('buffer').item.classList.toggle('wb-written', isWritten);
            this.#fill('a', moment.a);
            this.#fill('b', moment.b);
            const blocks = moment.heap.map(({ text, capacity }) => element('p', { class: 'wb-block' },
                element('code', {}, `“${text}”`), ` ${text.length} of ${capacity} bytes`));
            this.heap.replaceChildren(element('p', { class: 'wb-spot-name' }, element('strong', {}, 'Heap'),
                blocks.length ? '' : ' has none of the coroutine’s text'), ...blocks);
            this.#point();
        }

        #fill(place, held) {
            const before = this.before?.[place];
            for (const [name, { words, state }] of this.boxes[place].fields) {
                for (const word of words) {
                    const text = held ? value(name, word.name, held) : '';
                    word.text.textContent = text;
                    word.line.classList.toggle('wb-changed', Boolean(held && before) && value(name, word.name, before) !== text);
                    word.line.classList.toggle('wb-stale-word', place === this.home && name === 'writer'
                        && workbook.pointsAway(held.writer, place));
                }
                if (state) {
                    state.textContent = place === this.home ? this.moment.state : '';
                }
            }
        }

        /** Draws the pointers that the moment has. */
        #point() {
            if (!this.moment) {
                return;
            }
            const { width, height } = this.stage.getBoundingClientRect();
            this.arrows.setAttribute('viewBox', `0 0 ${width} ${height}`);
            const { a, b } = this.moment;
            const held = this.home === 'a' ? a : b;
            this.arrows.replaceChildren(
                ...(held.writer === null ? [] : this.#writer(held.writer)),
                ...Object.entries({ a, b }).flatMap(([place, at]) =>
                    (at === null || at.pointer === null ? [] : this.#toHeap(place, at.pointer))));
        }

        /** Where an element is on the stage. */
        #rect(node) {
            const stage = this.stage.getBoundingClientRect();
            const { left, right, top, bottom } = node.getBoundingClientRect();
            return { left: left - stage.left, right: right - stage.left, y: (top + bottom) / 2 - stage.top };
        }

        #word(place, field, name) {
            return this.boxes[place].fields.get(field).words.find(word => word.name === name).line;
        }

        /** From the writer to the field that it points to, through the gap between the places. */
        #writer(pointer) {
            const { place, offset } = target(pointer);
            const field = this.boxes[place].box.querySelector(`[data-offset="${offset}"] .wb-field-name`);
            const from = this.#rect(this.#word(this.home, 'writer', 'pointer'));
            const to = this.#rect(field);
            const [a, b] = [this.#rect(this.boxes.a.box), this.#rect(this.boxes.b.box)];
            const middle = (a.right + b.left) / 2;
            const [start, end] = [this.home === 'a' ? a.right : b.left, place === 'a' ? a.right : b.left];
            const side = place === 'a' ? 1 : -1;
            const isStale = place !== this.home;
            const bend = place === this.home ? middle + side * 4 : middle;
            return this.#arrow(`M${start} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${end + side * TIP} ${to.y}`,
                [end, to.y, side], isStale ? 'wb-stale-pointer' : 'wb-good-pointer');
        }

        /** From a buffer to its text, along the outer edge. */
        #toHeap(place, block) {
            const from = this.#rect(this.#word(place, 'buffer', 'pointer'));
            const box = this.#rect(this.boxes[place].box);
            const to = this.#rect(this.heap.querySelectorAll('.wb-block')[block]);
            const side = place === 'a' ? -1 : 1;
            const [start, end] = place === 'a' ? [box.left, to.left] : [box.right, to.right];
            const edge = start + side * 9;
            return this.#arrow(`M${start} ${from.y}H${edge}V${to.y}H${end + side * TIP}`, [end, to.y, side],
                place === this.home ? 'wb-good-pointer' : 'wb-stale-pointer');
        }

        /** A line and its tip, which comes from the right (1) or the left (-1). */
        #arrow(path, [x, y, side], kind) {
            return [
                drawn('path', { class: `wb-pointer ${kind}`, d: path }),
                drawn('path', { class: `wb-pointer-tip ${kind}`, d: `M${x} ${y}l${side * 7} -4v8z` }),
            ];
        }
    };
})(window.workbook);
