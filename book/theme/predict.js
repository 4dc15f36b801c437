// @ts-check
// A prediction: the output stays closed until the reader has committed to an answer.
'use strict';

window.workbook ??= {};

(function predict(workbook) {
    const { element } = workbook;

    workbook.Prediction = class Prediction {
        /**
         * @param {HTMLElement} section a `section.wb-predict`
         * @param {any} step the Step inside it
         */
        constructor(section, step) {
            this.section = section;
            this.step = step;
            this.details = section.querySelector('.wb-reveal');
            this.summary = this.details.querySelector('summary');
            this.choices = [...section.querySelectorAll('.wb-choices input')];
            this.answer = element('p', { class: 'wb-answer', role: 'status', 'aria-live': 'polite' });
            this.details.before(this.answer);
            // The arrow keys choose here; they must not turn the page.
            workbook.keepKeys(section.querySelector('.wb-choices'));
            // A browser may restore a choice from before a reload; nobody has committed to it now.
            this.choices.forEach(choice => {
                choice.checked = false;
                choice.addEventListener('change', () => this.#unlock());
            });
            this.summary.addEventListener('click', event => this.chosen || event.preventDefault());
            // Links and find-in-page open details too.
            this.details.addEventListener('toggle', () => this.#toggled());
            this.details.open = false;
            this.summary.setAttribute('aria-disabled', 'true');
            this.summary.textContent = 'Choose an answer first, then see what it prints';
        }

        get chosen() {
            return this.choices.find(choice => choice.checked) ?? null;
        }

        #unlock() {
            this.summary.removeAttribute('aria-disabled');
            this.summary.textContent = workbook.canRun ? 'Run it and see' : 'Show what it prints';
        }

        #toggled() {
            if (!this.details.open || workbook.printing) {
                return;
            }
            if (!this.chosen) {
                this.details.open = false;
                return;
            }
            if (this.committed) {
                return;
            }
            this.committed = true;
            this.choices.forEach(choice => {
                choice.disabled = true;
            });
            this.summary.textContent = 'What it prints';
            if (workbook.canRun) {
                this.step.whenEnded = () => this.#compare();
                this.step.run();
            } else {
                this.#compare();
            }
        }

        /** Says whether the choice's line is in what the step printed. */
        #compare() {
            const live = this.step.output.liveLines;
            const right = this.#printed(live ?? []) ?? this.#printed(this.step.output.recordedLines);
            if (!right) {
                this.answer.textContent = 'The output answers none of these.';
                return;
            }
            const line = element('code', {}, right.dataset.line);
            const agrees = right === this.chosen;
            this.answer.className = `wb-answer ${agrees ? 'wb-good' : 'wb-bad'}`;
            this.answer.replaceChildren(
                element('strong', {}, agrees ? 'You were right' : 'Not so'),
                ': the output says ', line, '.',
            );
            right.closest('label').classList.add('wb-right');
        }

        #printed(lines) {
            const trimmed = lines.map(line => line.trimEnd());
            return this.choices.find(choice => trimmed.some(line => line.includes(choice.dataset.line))) ?? null;
        }
    };
})(window.workbook);
