// @ts-check
// A check of an exercise: Check and Stop, how far it is, and the verdict.
'use strict';

window.workbook ??= {};

(function check(workbook) {
    const { element, button } = workbook;

    workbook.Check = class Check {
        /** @param {any} exercise what is checked: its file is saved first, and it is told what came out */
        constructor(exercise) {
            this.exercise = exercise;
            this.checking = null;
            this.area = exercise.part('verdict');
            // Of a verdict only the first sentence is worth being read aloud by itself; it is said elsewhere.
            this.area.setAttribute('aria-live', 'off');
            this.checkButton = button('Check', () => this.start(), { class: 'wb-button wb-primary', title: 'Ctrl-Enter in the editor' });
            this.stopButton = button('Stop', () => this.stop(), { hidden: true });
            this.progress = element('progress', { 'aria-label': 'Compiling the exercise', hidden: true });
        }

        async start() {
            if (!await this.exercise.file.save()) {
                return;
            }
            this.checking?.abort();
            const checking = new AbortController();
            this.checking = checking;
            const mark = {};
            workbook.busy.add(mark);
            this.#busy(true);
            this.exercise.note('Compiling');
            try {
                await workbook.post(`check/${this.exercise.id}`, checking.signal, (name, data) => {
                    if (this.checking === checking) {
                        this.#event(name, data);
                    }
                });
                if (this.checking === checking && !this.progress.hidden) {
                    this.exercise.note('The check ended without a verdict.');
                }
            } catch (error) {
                if (this.checking === checking) {
                    this.exercise.trouble(error);
                }
            } finally {
                workbook.busy.delete(mark);
                if (this.checking === checking) {
                    this.checking = null;
                    this.#busy(false);
                }
            }
        }

        stop() {
            this.checking?.abort();
            this.checking = null;
            this.#busy(false);
            this.exercise.note('Stopped.');
        }

        #busy(on) {
            const refocus = document.activeElement === this.stopButton;
            this.checkButton.textContent = on ? 'Restart' : 'Check';
            this.stopButton.hidden = !on;
            this.progress.hidden = !on;
            this.progress.removeAttribute('value');
            this.exercise.section.classList.toggle('wb-running', on);
            if (on) {
                this.clear();
            } else if (refocus) {
                this.checkButton.focus();
            }
        }

        /** Takes the verdict away: it is about another text. */
        clear() {
            this.area.replaceChildren();
            this.area.className = 'wb-verdict';
        }

        #event(name, data) {
            switch (name) {
            case 'progress':
                if (data.total > 0) {
                    this.progress.max = data.total;
                    this.progress.value = data.done;
                }
                this.exercise.show(workbook.compilingText(data.text, data.done, data.total));
                break;
            case 'line':
                this.progress.removeAttribute('value');
                this.exercise.show(data.text);
                break;
            case 'verdict':
                this.#verdict(data);
                break;
            case 'end':
                // There was no verdict: it was stopped, or could not be run.
                this.progress.hidden = true;
                this.exercise.note(data.text);
                break;
            }
        }

        #verdict(found) {
            this.progress.hidden = true;
            this.exercise.show('');
            this.area.className = `wb-verdict ${workbook.verdictClass(found.outcome)}`;
            this.area.replaceChildren(...workbook.verdictNodes(found, workbook.exercisePage));
            this.area.querySelectorAll('pre code').forEach(code => window.hljs?.highlightBlock(code));
            workbook.say(`${workbook.verdictWord(found.outcome)}. ${found.summary ?? ''}`);
            this.exercise.judged(found.outcome);
        }
    };
})(window.workbook);
