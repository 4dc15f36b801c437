// @ts-check
// The reader's file of an exercise: its text in the editor and its text on disk.
'use strict';

window.workbook ??= {};

(function file(workbook) {
    const { element } = workbook;

    workbook.ReaderFile = class ReaderFile {
        /**
         * @param {any} exercise whose file it is: it is told what there is to say, and of changes
         * @param {{ file: string, text: string, version: string }} read the file as it was read first
         */
        constructor(exercise, { file, text, version }) {
            this.exercise = exercise;
            this.name = file;
            this.draft = exercise.draft;
            this.saving = Promise.resolve(true);
            this.#keep({ text, version });
            const box = exercise.part('editor');
            this.editor = workbook.edit(box, {
                label: file,
                text,
                save: () => this.save(),
                check: () => exercise.check(),
                leave: () => exercise.leaveEditor(),
                changed: () => this.#changed(),
            });
            exercise.part('skeleton').hidden = true;
            box.before(element('p', { class: 'wb-editor-head' },
                element('span', { class: 'wb-file' }, file),
                this.dirtyMark = element('span', { class: 'wb-dirty' })));
        }

        get isDirty() {
            return this.editor.getValue() !== this.saved;
        }

        #keep({ text, version }) {
            this.version = version;
            if (text !== undefined) {
                this.saved = text;
            }
        }

        #changed() {
            const dirty = this.isDirty;
            if (dirty) {
                this.draft.write(this.version, this.editor.getValue());
            } else {
                this.draft.forget();
            }
            this.dirtyMark.textContent = dirty ? 'not saved' : '';
            this.exercise.edited(dirty);
            workbook.busy[dirty ? 'add' : 'delete'](this);
        }

        /** Puts back what the reader typed and didn't save while a page was open before this one. */
        remember() {
            const kept = this.draft.read();
            if (!kept || kept.text === this.saved) {
                this.draft.forget();
                return;
            }
            const onDisk = { text: this.saved, version: this.version };
            // The text was made from that version: a save must not replace one that the reader hasn't seen.
            this.version = kept.original;
            this.editor.setValue(kept.text, -1);
            if (kept.original === onDisk.version) {
                this.exercise.note('This is your text; it isn’t saved in the file yet.');
            } else {
                this.saving = this.saving.then(() => this.#conflict(onDisk, false));
            }
        }

        /** Writes the text to the reader's file; resolves to whether it is there now. */
        save() {
            // One at a time: the second must know the version that the first made.
            if (!this.asking) {
                this.saving = this.saving.then(() => this.#save());
                return this.saving;
            }
            // The question about the conflict is still open.
            return Promise.resolve(false);
        }

        async #save() {
            if (!this.isDirty) {
                return true;
            }
            const text = this.editor.getValue();
            try {
                const body = { text, version: this.version };
                const { status, json } = await workbook.ask('PUT', `exercise/${this.exercise.id}`, body, [409]);
                if (status === 409) {
                    return this.#conflict(json);
                }
                this.#keep({ text, version: json.version });
                this.#changed();
                this.exercise.note('Saved.');
                return true;
            } catch (error) {
                this.exercise.trouble(error);
                return false;
            }
        }

        async #conflict(theirs, focus = true) {
            this.asking = true;
            const keep = await workbook.question(this.exercise.questions,
                `${this.name} was changed outside this page, and you have edits here that are not saved.`,
                [['Keep mine', true], ['Take the file’s', false]], focus);
            this.asking = false;
            if (keep === null) {
                return false;
            }
            if (keep) {
                // Saved over the text that the reader was told of, not over a later one.
                this.#keep(theirs);
                return this.#save();
            }
            this.take(theirs);
            this.exercise.note('This is the file’s text.');
            return true;
        }

        /** Puts a text from the disk into the editor; the cursor stays where it was. */
        take({ text, version }) {
            const cursor = this.editor.getCursorPosition();
            this.#keep({ text, version });
            this.editor.setValue(text, -1);
            this.editor.moveCursorToPosition(cursor);
            this.#changed();
        }

        /** The server says that the file changed on disk. */
        async changedOnDisk(version) {
            // A save of our own that is under way explains the change.
            await this.saving;
            if (version === this.version) {
                return;
            }
            try {
                const { json } = await workbook.ask('GET', `exercise/${this.exercise.id}`);
                if (json.version === this.version) {
                    return;
                }
                if (this.isDirty && json.text !== this.editor.getValue()) {
                    this.saving = this.saving.then(() => this.#conflict(json, false));
                } else {
                    this.take(json);
                    this.exercise.note('The file changed on disk; this is its text.');
                }
            } catch (error) {
                this.exercise.trouble(error);
            }
        }
    };
})(window.workbook);
