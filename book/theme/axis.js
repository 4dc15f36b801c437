// @ts-check
// The times below a timeline.
'use strict';

window.workbook ??= {};

(function axis(workbook) {
    const { element } = workbook;
    /** What a label such as `800 ms` needs, in pixels. */
    const TICK_WIDTH = 75;

    workbook.Axis = class Axis {
        /** @param {HTMLElement} plot what it stands behind */
        constructor(plot) {
            this.plot = plot;
            this.width = plot.clientWidth;
            this.scale = 0;
            this.ticks = [];
            this.drawn = '';
            new ResizeObserver(() => {
                this.width = plot.clientWidth;
                this.show(this.scale);
            }).observe(plot);
        }

        /** From 0 to `scale` milliseconds. */
        show(scale) {
            this.scale = scale;
            const step = tickStep(scale, Math.max(2, this.width / TICK_WIDTH));
            const wanted = `${step}/${Math.floor(scale / step)}`;
            if (wanted !== this.drawn) {
                this.drawn = wanted;
                this.#redraw(step);
            }
            for (const { at, node } of this.ticks) {
                const share = at / scale;
                node.style.left = `${share * 100}%`;
                node.classList.toggle('wb-tick-last', share > 0.9);
            }
        }

        #redraw(step) {
            this.ticks.forEach(({ node }) => node.remove());
            this.ticks = [];
            for (let at = step; at <= this.scale; at += step) {
                const node = element('span', { class: 'wb-tick', 'aria-hidden': 'true' }, tickText(at));
                this.ticks.push({ at, node });
                this.plot.append(node);
            }
        }
    };

    /** 1, 2 or 5 times a power of ten, so that there are at most so many ticks. */
    function tickStep(scale, most) {
        const power = 10 ** Math.floor(Math.log10(scale / most));
        return [1, 2, 5].map(n => n * power).find(step => scale / step <= most) ?? 10 * power;
    }

    function tickText(ms) {
        return ms >= 1000 ? `${Number((ms / 1000).toFixed(3))} s` : `${Number(ms.toFixed(3))} ms`;
    }
})(window.workbook);
