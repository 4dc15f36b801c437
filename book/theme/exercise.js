// @ts-check
// An exercise: the reader's file in an editor, and a row of buttons for what can be done with it.
'use strict';

window.workbook ??= {};

(function exercise(workbook) {
    const { element, button } = workbook;
    const STATES = { untouched: 'not started', tried: 'tried, not solved yet', solved: 'solved' };

    /** Says in a box how far the reader is with an exercise. */
    workbook.showState = function showState(box, state) {
        box.textContent = STATES[state] ?? '';
        box.dataset.state = state;
    };

    workbook.Exercise = class Exercise {
        /** @param {HTMLElement} section a `section.wb-exercise` */
        constructor(section) {
            this.section = section;
            this.id = section.dataset.exercise;
            this.part = name => section.querySelector(`.wb-${name}`);
            this.file = null;
            // Three dots, read as what they mean.
            this.part('level')?.setAttribute('role', 'img');
            workbook.addCopy(section);
        }

        /** Fetches the reader's file and opens the editor; the skeleton stays when that fails. */
        async open() {
            try {
                this.draft = new workbook.Draft('exercise', this.id);
                const [{ json }] = await Promise.all([workbook.ask('GET', `exercise/${this.id}`), this.draft.fetch()]);
                this.#showState(json.state);
                this.file = new workbook.ReaderFile(this, json);
                this.#addControls();
                this.help.showHints(json.hints, json.hintsTotal);
                this.file.remember();
            } catch (error) {
                this.trouble(error);
            }
        }

        get isDirty() {
            return this.file?.isDirty ?? false;
        }

        /** Whether closing the page loses what the reader typed. */
        get isAtRisk() {
            return this.isDirty && this.draft.isAtRisk;
        }

        #addControls() {
            this.checker = new workbook.Check(this);
            this.help = new workbook.Help(this);
            this.saveButton = button('Save', () => this.file.save(), { title: 'Ctrl-S in the editor', disabled: true });
            this.status = element('span', { class: 'wb-status-text' });
            const { checkButton, stopButton, progress } = this.checker;
            const { hintButton, solutionButton } = this.help;
            this.part('controls').append(checkButton, stopButton, this.saveButton, hintButton,
                button('Reset', () => this.reset()), solutionButton, this.status, progress);
            this.questions = element('div', { class: 'wb-questions' });
            this.part('controls').after(this.questions);
        }

        /** Who leaves the editor by the keyboard comes here. */
        leaveEditor() {
            this.checker.checkButton.focus();
        }

        /** The text in the editor differs from the one on disk, or does so no more. */
        edited(dirty) {
            if (this.saveButton) {
                const wasHere = document.activeElement === this.saveButton;
                this.saveButton.disabled = !dirty;
                if (wasHere && !dirty) {
                    // A disabled button keeps no focus: the next Tab would begin at the top of the page.
                    this.checker.checkButton.focus();
                }
            }
        }

        check() {
            return this.checker.start();
        }

        judged(outcome) {
            if (outcome === 'solved') {
                this.#showState('solved');
            }
        }

        async changedOnDisk(version) {
            await this.file?.changedOnDisk(version);
        }

        async reset() {
            const sure = await workbook.question(this.questions,
                `Put the skeleton back into ${this.file.name}? Your text is kept as a backup.`,
                [['Put it back', true], ['Leave it', false]]);
            // What is only in the editor would not be in the backup: it is saved first.
            if (!sure || !await this.file.save()) {
                return;
            }
            try {
                const { json } = await workbook.ask('POST', `reset/${this.id}`);
                this.file.take(json);
                this.checker.clear();
                this.note(json.backup ? `The skeleton is back; your text is in ${json.backup}.` : 'The skeleton is back.');
            } catch (error) {
                this.trouble(error);
            }
        }

        #showState(state) {
            workbook.showState(this.part('state'), state);
        }

        /** The progress as the server tells it. */
        progressed({ state }) {
            this.#showState(state);
        }

        /** Says something beside the buttons. */
        show(text) {
            this.status.textContent = text;
        }

        /** Says it aloud too. */
        note(text) {
            this.show(text);
            workbook.say(text);
        }

        trouble(error) {
            if (!(error instanceof workbook.Trouble)) {
                throw error;
            }
            if (this.status) {
                this.note(error.message);
            } else {
                this.part('verdict').textContent = error.message;
            }
        }
    };
})(window.workbook);
