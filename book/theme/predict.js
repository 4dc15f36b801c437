// @ts-check
// A prediction: the output, and the prose that gives it away, stay folded until the reader has answered.
'use strict';

window.workbook ??= {};

(function predict(workbook) {
    const { element, button } = workbook;

    workbook.Prediction = class Prediction {
        /**
         * @param {HTMLElement} section a `section.wb-predict`
         * @param {any} step what can be run in it, or null
         */
        constructor(section, step) {
            this.section = section;
            this.step = step;
            this.id = section.dataset.predict;
            this.store = new workbook.KeptAnswer(this.id);
            this.details = section.querySelector('.wb-reveal');
            this.summary = this.details.querySelector('summary');
            this.shows = this.summary.textContent;
            this.choices = [...section.querySelectorAll('.wb-choices input')];
            this.right = this.choices.find(choice => 'right' in choice.dataset);
            this.explained = [...document.querySelectorAll('.wb-explained')]
                .filter(fold => fold.dataset.predict === this.id)
                .map(fold => new Explained(fold, this));
            /** The reader's choice, once they have committed to it. */
            this.answered = null;
            this.sending = 0;
            this.whenKept = () => {};
            this.#build();
            this.#ask();
        }

        #build() {
            this.answer = element('div', { class: 'wb-answer' });
            this.ran = element('p', { class: 'wb-ran' });
            this.section.querySelector('.wb-choices').after(this.answer);
            // The arrow keys choose here; they must not turn the page.
            workbook.keepKeys(this.section.querySelector('.wb-choices'));
            this.choices.forEach(choice => choice.addEventListener('change', () => this.#invite()));
            this.summary.addEventListener('click', event => this.#clicked(event));
            // Links and find-in-page open details too.
            this.details.addEventListener('toggle', () => {
                if (this.details.open && !this.answered && !workbook.printing) {
                    this.details.open = false;
                }
            });
            if (this.step) {
                this.step.whenEnded = () => this.#hasRun();
            }
        }

        get #chosen() {
            return this.choices.find(choice => choice.checked) ?? null;
        }

        /** The question as at first. A browser may restore a choice from before a reload: it is no answer. */
        #ask() {
            this.answered = null;
            this.choices.forEach(choice => {
                choice.checked = false;
                choice.disabled = false;
                choice.closest('label').classList.remove('wb-right', 'wb-chosen');
            });
            this.section.classList.remove('wb-answered');
            this.section.classList.add('wb-asking');
            this.answer.className = 'wb-answer';
            this.answer.replaceChildren();
            this.details.open = false;
            this.summary.setAttribute('aria-disabled', 'true');
            this.summary.textContent = 'Choose an answer first, then see whether it’s right';
            this.#mark(null);
            this.explained.forEach(fold => fold.hold());
        }

        /** A choice can be changed until it is committed to: the arrow keys pass over every one of them. */
        #invite() {
            this.summary.removeAttribute('aria-disabled');
            this.summary.textContent = 'That’s my answer: is it right?';
        }

        #clicked(event) {
            if (this.answered) {
                return;
            }
            // The answer opens what is folded itself.
            event.preventDefault();
            const chosen = this.#chosen;
            if (chosen) {
                this.#show(chosen);
                workbook.say(this.answer.textContent);
                this.#keep(chosen.dataset.line);
            }
        }

        #show(chosen) {
            this.answered = chosen;
            chosen.checked = true;
            this.choices.forEach(choice => {
                choice.disabled = true;
            });
            chosen.closest('label').classList.add('wb-chosen');
            this.right.closest('label').classList.add('wb-right');
            this.section.classList.remove('wb-asking');
            this.section.classList.add('wb-answered');
            this.answer.className = `wb-answer ${chosen === this.right ? 'wb-good' : 'wb-bad'}`;
            this.answer.replaceChildren(...this.#words(chosen));
            this.summary.removeAttribute('aria-disabled');
            this.summary.textContent = this.shows.replace('Show what', 'What');
            this.details.open = true;
            this.#mark(this.right.dataset.line);
            this.explained.forEach(fold => fold.release());
        }

        #words(chosen) {
            const lines = this.right.dataset.line.split('\n');
            const decides = element('p', {}, lines.length > 1 ? 'The lines that decide: ' : 'The line that decides: ',
                ...lines.flatMap((line, n) => [n > 0 ? ', ' : '', element('code', {}, line)]));
            const again = element('div', { class: 'wb-controls' },
                button('Ask me again', () => this.#again(), { class: 'wb-button wb-link' }));
            if (chosen === this.right) {
                return [
                    element('p', {}, element('strong', {}, 'That’s right.'), ' You said: ', ...said(chosen), ' ', ...why(chosen)),
                    decides, this.ran, again,
                ];
            }
            return [
                element('p', {}, element('strong', {}, 'Not quite.'), ' You said: ', ...said(chosen), ' ', ...why(chosen)),
                element('p', {}, 'The answer is: ', ...said(this.right), ' ', ...why(this.right)),
                decides, this.ran, again,
            ];
        }

        #again() {
            this.#ask();
            this.ran.textContent = '';
            this.#keep(null);
            this.choices[0].focus();
        }

        #mark(line) {
            if (this.step) {
                this.step.output.mark(line);
            } else {
                this.section.querySelectorAll('.wb-output').forEach(block => workbook.markLines([...block.children], line));
            }
        }

        /** Says whether the reader's own run printed the line that decides. */
        #hasRun() {
            const lines = this.step.output.liveLines;
            if (!this.answered || !lines) {
                return;
            }
            this.#mark(this.right.dataset.line);
            const printed = choice => lines.join('\n').includes(choice.dataset.line);
            const other = this.choices.find(printed);
            const line = choice => element('code', {}, choice.dataset.line);
            if (printed(this.right)) {
                this.ran.replaceChildren('Your own run printed it too.');
            } else if (other) {
                this.ran.replaceChildren('Your own run printed ', line(other), ' instead.');
            } else {
                this.ran.replaceChildren('Your own run printed none of these lines.');
            }
        }

        /** Keeps an answer with the reader's progress; without a server to keep it, in this browser. */
        async #keep(line) {
            if (!workbook.canRun) {
                this.store.write(line);
                return;
            }
            this.sending += 1;
            const kept = await this.#send(line).finally(() => {
                this.sending -= 1;
            });
            this.store.write(kept ? null : line);
            if (kept) {
                // What was told meanwhile may have been a later answer, from another page.
                this.whenKept();
            }
        }

        /** Whether the server has it now; if not, it gets it when it answers again. */
        async #send(line) {
            try {
                // A page that is left at once must not take its answer with it.
                await workbook.ask('POST', `predict/${this.id}`, { line }, [], true);
                return true;
            } catch (error) {
                if (error instanceof workbook.Trouble) {
                    return false;
                }
                throw error;
            }
        }

        /**
         * Shows what was answered earlier, on this page or another.
         * @param {Record<string, string>} answers the lines of the choices, as the server keeps them
         */
        remember(answers) {
            if (this.sending > 0) {
                return;
            }
            const here = this.#withLine(this.store.read());
            const there = this.#withLine(answers[this.id]);
            if (workbook.canRun && here) {
                this.#settle(here, there);
            }
            const answer = workbook.canRun ? there ?? here : here ?? there;
            if (answer === this.answered) {
                return;
            }
            if (answer) {
                this.#show(answer);
            } else {
                this.#ask();
            }
        }

        /** What is kept here was not known to have reached the server. Once it has, it would only undo what comes later. */
        #settle(here, there) {
            if (there) {
                this.store.write(null);
            } else {
                this.#keep(here.dataset.line);
            }
        }

        #withLine(line) {
            return this.choices.find(choice => choice.dataset.line === line) ?? null;
        }
    };

    /** Prose that explains the answer. */
    class Explained {
        constructor(fold, prediction) {
            this.fold = fold;
            this.summary = fold.querySelector('summary');
            this.says = this.summary.textContent;
            this.summary.addEventListener('click', event => {
                if (this.summary.hasAttribute('aria-disabled')) {
                    event.preventDefault();
                    prediction.choices[0].focus();
                }
            });
        }

        /** On a static page the reader may open it. */
        hold() {
            this.fold.open = false;
            if (workbook.server) {
                this.summary.setAttribute('aria-disabled', 'true');
                this.summary.textContent = `${this.says}, once you have chosen yours`;
            }
        }

        release() {
            this.fold.open = true;
            this.summary.removeAttribute('aria-disabled');
            this.summary.textContent = this.says;
        }
    }

    /** An answer as this browser keeps it. */
    workbook.KeptAnswer = class KeptAnswer {
        constructor(id) {
            this.key = `workbook-predict ${id}`;
        }

        /** @returns {string | null} */
        read() {
            try {
                return localStorage.getItem(this.key);
            } catch {
                return null;
            }
        }

        /** @param {string | null} line */
        write(line) {
            try {
                if (line === null) {
                    localStorage.removeItem(this.key);
                } else {
                    localStorage.setItem(this.key, line);
                }
            } catch {
                // A browser may be told to keep nothing.
            }
        }
    };

    /** A choice's words, in quotation marks. */
    function said(choice) {
        return ['“', ...copied(choice, '.wb-says'), '”'];
    }

    function why(choice) {
        return copied(choice, '.wb-why');
    }

    function copied(choice, selector) {
        return [...choice.closest('label').querySelector(selector).cloneNode(true).childNodes];
    }
})(window.workbook);
