// @ts-check
// What the shapes of a timeline mean: those that it has, and no others.
'use strict';

window.workbook ??= {};

(function legend(workbook) {
    const { element } = workbook;
    const STATES = [['running', 'runs'], ['ready', 'is ready'], ['waiting', 'waits']];
    const ARROWS = [
        ['spawns', 'spawns', ['spawns']],
        ['wakes', 'wakes', ['wakes', 'unparks']],
        ['wakes', 'sends to', ['sends']],
        ['calls', 'resumes', ['resumes']],
        ['calls', 'polls', ['polls']],
    ];
    const DRAWN = {
        running: '<rect class="wb-shape-running" x="1" y="2.5" width="22" height="9"/>',
        ready: '<rect class="wb-shape-ready" x="1.5" y="3" width="21" height="8"/>',
        waiting: '<path class="wb-shape-waiting" d="M1 7H23"/>',
        says: '<path class="wb-shape-says" d="M12 0V14"/>',
        spawns: '<path class="wb-stem wb-spawns" d="M1 7H18"/><path class="wb-tip" d="M23 7l-7 -4v8z"/>',
        wakes: '<path class="wb-stem" d="M1 7H18"/><path class="wb-tip" d="M23 7l-7 -4v8z"/>',
        calls: '<path class="wb-stem" d="M1 7H22M17 3L22 7L17 11"/>',
    };

    workbook.Legend = class Legend {
        constructor() {
            this.box = element('p', { class: 'wb-legend', hidden: true });
            this.seen = new Set();
            this.count = 0;
        }

        show(stories) {
            this.box.hidden = !stories.some(story => story.hasStates);
            const count = stories.reduce((sum, story) => sum + story.count, 0);
            if (this.box.hidden || this.count === count) {
                return;
            }
            this.count = count;
            const before = this.seen.size;
            for (const { events, lanes } of stories) {
                events.forEach(({ does }) => this.seen.add(does));
                lanes.forEach(({ spans }) => spans.forEach(({ state }) => this.seen.add(state)));
            }
            if (this.seen.size > before) {
                this.#draw();
            }
        }

        #draw() {
            const { seen } = this;
            const items = STATES.filter(([state]) => seen.has(state));
            if (seen.has('says')) {
                items.push(['says', 'says a line']);
            }
            for (const shape of ['spawns', 'wakes', 'calls']) {
                const words = ARROWS.filter(([as, , verbs]) => as === shape && verbs.some(verb => seen.has(verb)));
                if (words.length) {
                    items.push([shape, words.map(([, word]) => word).join(', ')]);
                }
            }
            this.box.replaceChildren(...items.map(([shape, words]) => {
                const item = element('span', { class: 'wb-legend-item' });
                // The drawing is one of those above.
                item.innerHTML = `<svg aria-hidden="true" width="24" height="14" viewBox="0 0 24 14">${DRAWN[shape]}</svg>`;
                item.append(` ${words}`);
                return item;
            }));
        }
    };
})(window.workbook);
