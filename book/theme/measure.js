// @ts-check
// A program that measures the reader's machine: a step whose reports are drawn next to the figures of another machine.
'use strict';

window.workbook ??= {};

(function measure(workbook) {
    const SVG = 'http://www.w3.org/2000/svg';

    function drawn(name, attributes) {
        const made = document.createElementNS(SVG, name);
        for (const [key, value] of Object.entries(attributes)) {
            made.setAttribute(key, String(value));
        }
        return made;
    }

    /** An axis as the drawing's data has it: a place for a value, in steps that multiply. */
    function axis(data) {
        const [least, most, from, to] = JSON.parse(data);
        return value => {
            const part = Math.log(value / least) / Math.log(most / least);
            return from + Math.min(1, Math.max(0, part)) * (to - from);
        };
    }

    workbook.Measure = class Measure extends workbook.Step {
        /** @param {HTMLElement} section a `section.wb-measure` */
        constructor(section) {
            super(section);
            this.id = section.dataset.measure;
            this.calls = 'measure/';
            this.plot = section.querySelector('.wb-chart svg');
            this.x = axis(this.plot.dataset.x);
            this.y = axis(this.plot.dataset.y);
            this.series = new Map();
            if (this.runButton) {
                this.runButton.textContent = 'Measure';
            }
        }

        /** It is built when it is run: no news of the steps concerns it. */
        building() {}

        async run() {
            this.#forget();
            return super.run();
        }

        /** The reader's figures of an earlier run. */
        #forget() {
            this.series.clear();
            this.section.querySelectorAll('.wb-yours').forEach(node => node.remove());
            this.section.querySelector('.wb-chart-yours').hidden = true;
        }

        reported({ does, who, what }) {
            if (does !== 'reports') {
                return;
            }
            const report = JSON.parse(what);
            if (who === 'progress') {
                this.#progressed(report);
            } else if (who === 'measurement') {
                this.#measured(report);
            }
        }

        #progressed({ done, total }) {
            this.progress.hidden = done === total;
            this.progress.setAttribute('aria-label', 'Measurements');
            this.progress.max = total;
            this.progress.value = done;
            this.status.textContent = `Measuring: ${done} of ${total}`;
        }

        #measured(record) {
            this.section.querySelector('.wb-chart-yours').hidden = false;
            const series = this.#seriesOf(record.contender);
            if (record.broke) {
                this.#cross(series, record);
                this.#note(record, 'broke');
            } else if (record.bytes !== null) {
                this.#point(series, record);
                this.#note(record, String(Math.floor(record.bytes / record.requests)));
            } else {
                this.#note(record, 'answered');
            }
        }

        /** Where a contender's figures are drawn: in its colour. */
        #seriesOf(contender) {
            const known = this.series.get(contender);
            if (known) {
                return known;
            }
            const group = drawn('g', { class: 'wb-yours' });
            const line = drawn('polyline', { points: '' });
            group.append(line);
            const recorded = [...this.plot.querySelectorAll('.wb-chart-series')];
            (recorded.find(other => other.dataset.contender === contender) ?? this.plot).append(group);
            const made = { group, line, points: [] };
            this.series.set(contender, made);
            return made;
        }

        #point(series, { requests, bytes }) {
            const [x, y] = [this.x(requests), this.y(bytes / requests / 1024)];
            series.points.push([x, y]);
            series.line.setAttribute('points', series.points.map(point => point.join(',')).join(' '));
            series.group.append(drawn('circle', { cx: x, cy: y, r: 4 }));
        }

        #cross(series, { requests, broke }) {
            const y = series.points.at(-1)?.[1] ?? this.y(0);
            const cross = drawn('path', { class: 'wb-chart-cross', d: `M${this.x(requests) - 6} ${y - 6}l12 12m0 -12l-12 12` });
            const title = drawn('title', {});
            title.textContent = broke;
            cross.append(title);
            series.group.append(cross);
        }

        /** A figure in the table, after the other machine's. */
        #note({ contender, requests }, text) {
            const row = this.section.querySelector(`tr[data-requests="${Number(requests)}"]`);
            const cells = [...row?.querySelectorAll('td') ?? []];
            const cell = cells.find(other => other.dataset.contender === contender);
            cell?.append(workbook.element('span', { class: 'wb-yours' }, ` (yours: ${text})`));
        }
    };
})(window.workbook);
