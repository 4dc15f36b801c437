// @ts-check
// A program that stands on a page: a step whose text can be edited where it is read.
'use strict';

window.workbook ??= {};

(function snippet(workbook) {
    const { element, button } = workbook;

    workbook.Snippet = class Snippet extends workbook.Step {
        /** @param {HTMLElement} section a `section.wb-snippet` */
        constructor(section) {
            super(section);
            this.id = section.dataset.snippet;
            this.calls = 'snippet/';
            this.source = section.querySelector('.wb-source');
            this.place = section.querySelector('.wb-editor');
            this.editor = null;
            this.recordsNothing = section.querySelector('.wb-unpinned') !== null;
            // With its parts from above, or else what is there.
            const whole = section.querySelector('.wb-program code') ?? section.querySelector('.wb-source code');
            this.original = whole.textContent;
            if (workbook.canRun && workbook.hasEditor()) {
                this.draft = new workbook.Draft('snippet', this.id);
                this.#addEditing();
                this.#remember();
                this.draft.fetch().then(found => found && this.#rememberAgain());
            }
        }

        /** What is sent with Run: nothing for the page's own text. */
        get body() {
            const text = this.editor?.getValue();
            return text === undefined || text === this.original ? undefined : { text };
        }

        /** It is built when it is run: no news of the steps concerns it. */
        building() {}

        #addEditing() {
            this.editButton = button('Edit', () => this.#edit(), { title: 'Change the program and run it' });
            this.resetButton = button('Reset', () => this.#reset(), { hidden: true });
            this.section.querySelector('.wb-controls').append(this.editButton, this.resetButton);
            this.note = element('span', { class: 'wb-note-text' });
            this.undo = button('Bring it back', () => this.#bringBack(), { class: 'wb-button wb-link' });
            this.noteRow = element('div', { class: 'wb-note', hidden: true }, this.note, this.undo);
            this.questions = element('div', { class: 'wb-questions' });
            this.section.querySelector('.wb-bar').after(this.noteRow, this.questions);
        }

        /** What the reader made of it the last time, if anything. */
        #remember() {
            const kept = this.draft.read();
            if (!kept || kept.text === this.original) {
                return;
            }
            if (kept.original !== this.original) {
                this.#choose(kept);
            } else if (kept.aside) {
                this.#say('Your text is kept.', true);
            } else {
                this.#open(kept.text);
                this.#say('This is your text, kept by this browser.');
            }
        }

        /** What was typed at another address is later than what this browser kept. */
        #rememberAgain() {
            if (this.editor) {
                this.#close();
            }
            this.#remember();
        }

        /** The page's program is another than the one that the reader edited. */
        async #choose(kept) {
            // An edit would take the place of what is asked about.
            this.editButton.hidden = true;
            const mine = await workbook.question(this.questions,
                `The program ${this.name} has changed on this page since you edited it.`,
                [['Keep mine', true], ['Take the page’s', false]], false);
            this.draft.write(this.original, kept.text, !mine);
            this.#controls();
            this.#remember();
            (mine ? this.resetButton : this.editButton).focus();
        }

        #edit() {
            this.#open(this.original);
            this.editor.focus();
            this.#say('Ctrl-Enter runs it, Escape leaves the editor.');
        }

        #open(text) {
            this.#freshPlace();
            this.editor = workbook.edit(this.place, {
                label: `The program ${this.name}`,
                text,
                save: () => this.#say('Your text is kept by this browser as you type.'),
                check: () => this.run(),
                leave: () => this.runButton.focus(),
                changed: () => this.#changed(),
            });
            this.source.hidden = true;
            this.#controls();
        }

        #changed() {
            const text = this.editor.getValue();
            if (text === this.original) {
                this.draft.forget();
            } else if (!this.draft.write(this.original, text) && !this.warned) {
                this.warned = true;
                this.#say('This browser keeps nothing: your text is lost when you close the page and the server doesn’t answer.');
            }
        }

        /** The page's text again. The reader's is put aside, not lost. */
        #reset() {
            const text = this.editor.getValue();
            const edited = text !== this.original;
            if (edited) {
                this.draft.write(this.original, text, true);
            }
            this.#close();
            this.#say(edited ? 'This is the page’s program again; your text is kept.' : '', edited);
            this.editButton.focus();
        }

        #close() {
            const at = (window.editors ?? []).indexOf(this.editor);
            if (at >= 0) {
                window.editors.splice(at, 1);
            }
            this.editor.destroy();
            this.editor = null;
            this.#freshPlace();
            this.source.hidden = false;
            this.#controls();
        }

        /** Ace takes its place for good: each editor gets another. */
        #freshPlace() {
            const place = element('div', { class: 'wb-editor' });
            this.place.replaceWith(place);
            this.place = place;
        }

        #bringBack() {
            const kept = this.draft.read();
            if (kept) {
                this.draft.write(this.original, kept.text);
                this.#open(kept.text);
                this.editor.focus();
                this.#say('This is your text.');
            }
        }

        #controls() {
            this.editButton.hidden = this.editor !== null;
            this.resetButton.hidden = this.editor === null;
        }

        #say(text, canUndo = false) {
            this.note.textContent = text;
            this.undo.hidden = !canUndo;
            this.noteRow.hidden = text === '';
            if (text) {
                workbook.say(text);
            }
        }
    };
})(window.workbook);
