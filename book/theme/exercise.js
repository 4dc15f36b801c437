// @ts-check
// An exercise: the reader's file in an editor, Check and its verdict, hints, the way back and the answer.
'use strict';

window.workbook ??= {};

(function exercise(workbook) {
    const { element, button } = workbook;
    const STATES = { untouched: 'not started', tried: 'tried, not solved yet', solved: 'solved' };

    workbook.Exercise = class Exercise {
        /** @param {HTMLElement} section a `section.wb-exercise` */
        constructor(section) {
            this.section = section;
            this.id = section.dataset.exercise;
            this.part = name => section.querySelector(`.wb-${name}`);
            this.checking = null;
            this.saving = Promise.resolve(true);
            workbook.addCopy(section);
        }

        /** Fetches the reader's file and opens the editor; the skeleton stays when that fails. */
        async open() {
            try {
                const { json } = await workbook.ask('GET', `exercise/${this.id}`);
                this.file = json.file;
                this.#keep(json);
                this.#showState(json.state);
                this.#openEditor(json.text);
                this.#addControls();
                this.#showHints(json.hints, json.hintsTotal);
            } catch (error) {
                this.#trouble(error);
            }
        }

        get isDirty() {
            return Boolean(this.editor) && this.editor.getValue() !== this.saved;
        }

        #keep({ text, version }) {
            this.version = version;
            if (text !== undefined) {
                this.saved = text;
            }
        }

        #openEditor(text) {
            this.editor = workbook.edit(this.part('editor'), {
                label: this.file,
                text,
                save: () => this.save(),
                check: () => this.check(),
                leave: () => this.checkButton.focus(),
                changed: () => this.#changed(),
            });
            this.part('skeleton').hidden = true;
            this.part('editor').before(element('p', { class: 'wb-editor-head' },
                element('span', { class: 'wb-file' }, this.file),
                this.dirtyMark = element('span', { class: 'wb-dirty' })));
        }

        #addControls() {
            this.checkButton = button('Check', () => this.check(), { 'class': 'wb-button wb-primary', 'title': 'Ctrl-Enter in the editor' });
            this.stopButton = button('Stop', () => this.stop(), { hidden: true });
            this.hintButton = button('Hint', () => this.hint());
            this.saveButton = button('Save', () => this.save(), { title: 'Ctrl-S in the editor', disabled: true });
            this.status = element('span', { class: 'wb-status-text' });
            this.progress = element('progress', { 'aria-label': 'Compiling the exercise', hidden: true });
            this.part('controls').append(this.checkButton, this.stopButton, this.saveButton, this.hintButton,
                button('Reset', () => this.reset()), button('Solution', () => this.solution()), this.status, this.progress);
            this.questions = element('div', { class: 'wb-questions' });
            this.part('controls').after(this.questions);
            this.answer = element('div', { class: 'wb-solution', hidden: true });
            this.part('hints').after(this.answer);
        }

        #changed() {
            const dirty = this.isDirty;
            this.dirtyMark.textContent = dirty ? 'not saved' : '';
            if (this.saveButton) {
                this.saveButton.disabled = !dirty;
            }
            workbook.busy[dirty ? 'add' : 'delete'](this);
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
                const { status, json } = await workbook.ask('PUT', `exercise/${this.id}`, { text, version: this.version }, [409]);
                if (status === 409) {
                    return this.#conflict(json);
                }
                this.#keep({ text, version: json.version });
                this.#changed();
                this.#note('Saved.');
                return true;
            } catch (error) {
                this.#trouble(error);
                return false;
            }
        }

        async #conflict(theirs, focus = true) {
            this.asking = true;
            const keep = await workbook.question(this.questions,
                `${this.file} was changed outside this page, and you have edits here that are not saved.`,
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
            this.#take(theirs);
            this.#note('This is the file’s text.');
            return true;
        }

        /** Puts a text from the disk into the editor; the cursor stays where it was. */
        #take({ text, version }) {
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
            if (!this.editor || version === this.version) {
                return;
            }
            try {
                const { json } = await workbook.ask('GET', `exercise/${this.id}`);
                if (json.version === this.version) {
                    return;
                }
                if (this.isDirty && json.text !== this.editor.getValue()) {
                    this.saving = this.saving.then(() => this.#conflict(json, false));
                } else {
                    this.#take(json);
                    this.#note('The file changed on disk; this is its text.');
                }
            } catch (error) {
                this.#trouble(error);
            }
        }

        async check() {
            if (!await this.save()) {
                return;
            }
            this.checking?.abort();
            const checking = new AbortController();
            this.checking = checking;
            const mark = {};
            workbook.busy.add(mark);
            this.#busy(true);
            this.#note('Compiling');
            try {
                await workbook.post(`check/${this.id}`, checking.signal, (name, data) => {
                    if (this.checking === checking) {
                        this.#event(name, data);
                    }
                });
                if (this.checking === checking && this.progress.hidden === false) {
                    this.#note('The check ended without a verdict.');
                }
            } catch (error) {
                if (this.checking === checking) {
                    this.#trouble(error);
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
            this.#note('Stopped.');
        }

        #busy(on) {
            const refocus = document.activeElement === this.stopButton;
            this.checkButton.textContent = on ? 'Restart' : 'Check';
            this.stopButton.hidden = !on;
            this.progress.hidden = !on;
            this.progress.removeAttribute('value');
            this.section.classList.toggle('wb-running', on);
            if (on) {
                this.part('verdict').replaceChildren();
                this.part('verdict').className = 'wb-verdict';
            } else if (refocus) {
                this.checkButton.focus();
            }
        }

        #event(name, data) {
            switch (name) {
            case 'progress':
                if (data.total > 0) {
                    this.progress.max = data.total;
                    this.progress.value = data.done;
                }
                this.status.textContent = workbook.compilingText(data.text, data.done, data.total);
                break;
            case 'line':
                this.progress.removeAttribute('value');
                this.status.textContent = data.text;
                break;
            case 'verdict':
                this.#verdict(data);
                break;
            case 'end':
                // There was no verdict: it was stopped, or could not be run.
                this.progress.hidden = true;
                this.#note(data.text);
                break;
            }
        }

        #verdict(found) {
            this.progress.hidden = true;
            this.status.textContent = '';
            const area = this.part('verdict');
            area.className = `wb-verdict ${workbook.verdictClass(found.outcome)}`;
            // The area is a live region; only its first sentence is worth being read aloud by itself.
            area.setAttribute('aria-live', 'off');
            area.replaceChildren(...workbook.verdictNodes(found, workbook.exercisePage));
            area.querySelectorAll('pre code').forEach(code => window.hljs?.highlightBlock(code));
            workbook.say(`${workbook.verdictWord(found.outcome)}. ${found.summary ?? ''}`);
            if (found.outcome === 'solved') {
                this.#showState('solved');
            }
        }

        async hint() {
            try {
                const { json } = await workbook.ask('POST', `hint/${this.id}`);
                this.#showHints(json.hints, json.hintsTotal);
                const last = this.part('hints').querySelector('li:last-child');
                if (last) {
                    workbook.say(last.textContent);
                }
            } catch (error) {
                this.#trouble(error);
            }
        }

        #showHints(hints, total) {
            const list = element('ol', {}, ...hints.map(html => {
                const item = element('li');
                item.innerHTML = html;
                return item;
            }));
            list.querySelectorAll('pre code').forEach(code => window.hljs?.highlightBlock(code));
            this.part('hints').replaceChildren(...(hints.length ? [element('p', { class: 'wb-part-title' }, 'Hints'), list] : []));
            this.hintButton.textContent = hints.length < total ? `Hint ${hints.length + 1} of ${total}` : 'No more hints';
            this.hintButton.disabled = hints.length >= total;
        }

        async reset() {
            const sure = await workbook.question(this.questions,
                `Put the skeleton back into ${this.file}? Your text is kept as a backup.`,
                [['Put it back', true], ['Leave it', false]]);
            if (!sure) {
                return;
            }
            // What is only in the editor would not be in the backup.
            if (!await this.save()) {
                return;
            }
            try {
                const { json } = await workbook.ask('POST', `reset/${this.id}`);
                this.#take(json);
                this.part('verdict').replaceChildren();
                this.part('verdict').className = 'wb-verdict';
                this.#note(json.backup ? `The skeleton is back; your text is in ${json.backup}.` : 'The skeleton is back.');
            } catch (error) {
                this.#trouble(error);
            }
        }

        async solution() {
            try {
                let { status, json } = await workbook.ask('POST', `solution/${this.id}`, { force: false }, [403]);
                if (status === 403) {
                    const sure = await workbook.question(this.questions,
                        'You have not solved this yet. See the reference solution all the same?',
                        [['Show it', true], ['Not yet', false]]);
                    if (!sure) {
                        return;
                    }
                    ({ status, json } = await workbook.ask('POST', `solution/${this.id}`, { force: true }));
                }
                this.#showSolution(json.text);
            } catch (error) {
                this.#trouble(error);
            }
        }

        #showSolution(text) {
            const code = element('code', { class: 'language-rust' }, text);
            const pre = element('pre', { tabindex: '0', 'aria-label': 'The reference solution' }, code);
            workbook.keepKeys(pre);
            this.answer.replaceChildren(element('p', { class: 'wb-part-title' }, 'The reference solution'), pre);
            window.hljs?.highlightBlock(code);
            code.classList.add('hljs');
            this.answer.hidden = false;
            pre.focus();
        }

        #showState(state) {
            const box = this.part('state');
            box.textContent = STATES[state] ?? '';
            box.dataset.state = state;
        }

        /** The progress as the server tells it. */
        progressed({ state }) {
            this.#showState(state);
        }

        #note(text) {
            this.status.textContent = text;
            workbook.say(text);
        }

        #trouble(error) {
            if (!(error instanceof workbook.Trouble)) {
                throw error;
            }
            if (this.status) {
                this.#note(error.message);
            } else {
                this.part('verdict').textContent = error.message;
            }
        }
    };
})(window.workbook);
