// @ts-check
// A coroutine that's edited: the server has its machine written at each pause in the typing. Without a server, the
// examples can be looked at.
'use strict';

window.workbook ??= {};

(function coroutine(workbook) {
    const { element, button } = workbook;
    /** How long typing pauses before the machine is asked for, in milliseconds. */
    const PAUSE = 80;
    /** How long a refusal lasts before it's said aloud: most go away with the next key. */
    const ALOUD = 800;
    const CHOICE = 'workbook-coroutine';
    const TARGETS = [
        ['polling', 'chapter 7: poll(&mut self)'],
        ['waker', 'chapter 8: poll(&mut self, waker)'],
        ['pinned', 'chapter 9: poll(self: Pin<&mut Self>, waker)'],
    ];

    /** Rust, and a keyword more. */
    function mode() {
        const { Mode } = window.ace.require('ace/mode/rust');
        const made = new Mode();
        const rules = new made.HighlightRules();
        rules.getRules().start.unshift({ token: 'keyword.source.rust', regex: '\\bcoroutine(?=\\s+fn\\b)' });
        made.$highlightRules = rules;
        return made;
    }

    /** The editor, as a pane of the machine's. */
    class Source {
        constructor(pane, options) {
            this.file = pane.querySelector('.wb-file');
            const place = element('div', { class: 'wb-editor' });
            pane.querySelector('pre').replaceWith(place);
            this.editor = workbook.edit(place, options);
            const { LineWidgets } = window.ace.require('ace/line_widgets');
            this.session = this.editor.getSession();
            this.session.setMode(mode());
            this.session.setOptions({ wrap: true, wrapMethod: 'text' });
            this.widgets = new LineWidgets(this.session);
            this.session.widgetManager = this.widgets;
            this.widgets.attach(this.editor);
            this.reasons = [];
            this.told = [];
            this.tints = [];
            this.marks = [];
            this.whenPointed = null;
            this.whenPicked = null;
            // What is under a line was laid out for another width.
            this.session.on('changeWrapLimit', () => requestAnimationFrame(() => this.explain(this.told)));
            this.editor.on('mousemove', event => this.whenPointed?.(event.getDocumentPosition().row + 1));
            place.addEventListener('pointerleave', () => this.whenPointed?.(null));
            this.editor.selection.on('changeCursor', () => {
                if (this.editor.isFocused()) {
                    this.whenPicked?.(this.editor.getCursorPosition().row + 1);
                }
            });
        }

        get text() {
            return this.editor.getValue();
        }

        show(name, text) {
            this.file.textContent = name;
            if (text !== this.text) {
                this.editor.setValue(text, -1);
                this.session.getUndoManager().reset();
            }
        }

        tint(ranges) {
            this.tints.forEach(([row, name]) => this.session.removeGutterDecoration(row, name));
            const rows = new Map();
            for (const { from, to, colour } of ranges) {
                for (let line = from; line <= to; line += 1) {
                    rows.set(line - 1, `wb-tint wb-a${colour}`);
                }
            }
            this.tints = [...rows];
            this.tints.forEach(([row, name]) => this.session.addGutterDecoration(row, name));
        }

        mark(ranges) {
            const { Range } = window.ace.require('ace/range');
            this.marks.forEach(mark => this.session.removeMarker(mark));
            this.marks = ranges.map(({ from, to, colour }) => this.session.addMarker(
                new Range(from - 1, 0, to - 1, Infinity), `wb-marked-lines wb-a${colour}`, 'fullLine'));
        }

        reveal({ from }) {
            if (!this.editor.isRowFullyVisible(from - 1)) {
                this.editor.scrollToLine(from - 1, true, false);
            }
        }

        /** Where an arrow below a line points at its column; null if the line is wrapped after it. */
        #onScreen(row, column) {
            const at = this.session.documentToScreenPosition(row, column - 1);
            const end = this.session.documentToScreenPosition(row, this.session.getLine(row).length);
            return at.row === end.row ? at.column + 1 : null;
        }

        explain(reasons) {
            const { Range } = window.ace.require('ace/range');
            this.told = reasons;
            this.reasons.forEach(({ widget, mark }) => {
                this.widgets.removeLineWidget(widget);
                this.session.removeMarker(mark);
            });
            this.reasons = reasons.map(({ line, column, why }) => {
                const row = Math.min(line, this.session.getLength()) - 1;
                const el = element('div', { class: 'wb-refusals' },
                    workbook.refusal({ column: this.#onScreen(row, column), why }));
                // As wide as it will be: its height is measured when it's added.
                el.style.left = `${this.editor.renderer.gutterWidth}px`;
                el.style.right = '0';
                const widget = { row, fixedWidth: true, el };
                this.widgets.addLineWidget(widget);
                const word = this.session.getAWordRange(row, column - 1);
                const range = word.isEmpty() ? new Range(row, column - 1, row, column) : word;
                return { widget, mark: this.session.addMarker(range, 'wb-wrong', 'text') };
            });
            this.editor.textInput.getElement().setAttribute('aria-invalid', String(reasons.length > 0));
        }
    }

    workbook.Coroutine = class Coroutine extends workbook.Machine {
        makeSource(pane) {
            if (!workbook.server || !workbook.hasEditor()) {
                return super.makeSource(pane);
            }
            const source = new Source(pane, {
                label: 'The coroutine',
                text: '',
                save: () => this.#say('Your text is kept by this browser as you type.'),
                check: () => this.#ask(true),
                leave: () => this.select.focus(),
                changed: () => this.#changed(),
            });
            this.editor = source.editor;
            return source;
        }

        begin() {
            this.target = 'polling';
            this.drafts = new Map();
            this.select = this.section.querySelector('.wb-examples');
            this.select.hidden = false;
            this.select.addEventListener('change', () => this.#choose(this.select.value));
            workbook.keepKeys(this.select);
            this.#addTargets();
            this.#addNote();
            this.resetButton = button('Reset', () => this.#reset(), { hidden: true });
            this.section.querySelector('.wb-controls').append(this.resetButton);
            const kept = this.#lastChoice();
            this.#take(kept.target);
            this.#choose(kept.example);
        }

        #addTargets() {
            const radios = TARGETS.map(([target, title]) => element('label', { title },
                element('input', {
                    type: 'radio', name: 'wb-target', value: target, onchange: () => this.#take(target, true),
                }), element('span', {}, target)));
            this.targets = element('fieldset', { 'class': 'wb-targets', 'aria-label': 'Whose Future the machine implements' }, ...radios);
            workbook.keepKeys(this.targets);
            this.section.querySelector('.wb-controls').append(this.targets);
        }

        #addNote() {
            this.note = element('span', { class: 'wb-note-text' });
            this.undo = button('Bring it back', () => this.#bringBack(), { class: 'wb-button wb-link' });
            this.noteRow = element('div', { class: 'wb-note', hidden: true }, this.note, this.undo);
            this.section.querySelector('.wb-bar').after(this.noteRow);
        }

        /** What this tab showed before it was loaded again. */
        #lastChoice() {
            try {
                return JSON.parse(sessionStorage.getItem(CHOICE) ?? '{}');
            } catch {
                return {};
            }
        }

        #keepChoice() {
            try {
                sessionStorage.setItem(CHOICE, JSON.stringify({ example: this.example.id, target: this.target }));
            } catch {
                // A browser that keeps nothing begins with the first example.
            }
        }

        #take(target, byReader = false) {
            this.target = TARGETS.some(([known]) => known === target) ? target : 'polling';
            this.targets.querySelector(`[value="${this.target}"]`).checked = true;
            if (byReader) {
                this.#keepChoice();
                this.#ask();
            }
        }

        get original() {
            return this.example.source.text;
        }

        get draft() {
            const { id } = this.example;
            if (!this.drafts.has(id)) {
                const draft = new workbook.Draft('coroutine', id);
                this.drafts.set(id, draft);
                draft.fetch().then(found => found && this.example.id === id && this.#remember());
            }
            return this.drafts.get(id);
        }

        #choose(id) {
            this.example = this.examples.find(example => example.id === id) ?? this.examples[0];
            this.select.value = this.example.id;
            this.#keepChoice();
            this.#say('');
            this.#remember();
        }

        /** Shows the reader's text of this example if there is one, and the page's if not. */
        #remember() {
            const kept = this.editor ? this.draft.read() : null;
            const own = kept && !kept.aside && kept.text !== this.original ? kept.text : null;
            this.#put(own ?? this.original);
            if (own !== null && kept.original !== this.original) {
                this.#say('This is your text. The page’s coroutine has changed since you edited it.');
            } else if (own !== null) {
                this.#say('This is your text, kept by this browser.');
            } else if (kept?.aside) {
                this.#say('Your text is kept.', true);
            }
        }

        #put(text) {
            this.putting = true;
            this.source.show(`${this.example.name}.coroutine.rs`, text);
            this.putting = false;
            this.pick = null;
            this.#ask(true);
        }

        get text() {
            return this.editor ? this.source.text : this.original;
        }

        #changed() {
            if (this.putting || !this.example) {
                return;
            }
            if (this.text === this.original) {
                this.draft.forget();
            } else if (!this.draft.write(this.original, this.text) && !this.warned) {
                this.warned = true;
                this.#say('This browser keeps nothing: your text is lost when you close the page.');
            }
            this.#ask();
        }

        /** Shows the machine of this text: the page's own are in the page. */
        #ask(now = false) {
            clearTimeout(this.timer);
            this.asking?.abort();
            this.resetButton.hidden = this.text === this.original;
            if (this.text === this.original) {
                this.#answered(this.example.machines[this.target]);
                return;
            }
            this.timer = setTimeout(() => this.#fetch(), now ? 0 : PAUSE);
        }

        async #fetch() {
            const asking = new AbortController();
            this.asking = asking;
            const { target, text } = this;
            try {
                const { json } = await workbook.ask('POST', 'corofy', { text, target }, [], false, asking.signal);
                if (!asking.signal.aborted) {
                    this.#answered(json);
                }
            } catch (error) {
                if (asking.signal.aborted) {
                    return;
                }
                if (!(error instanceof workbook.Trouble)) {
                    throw error;
                }
                this.refuse(this.example, []);
                this.#say(error.message);
                this.inTrouble = true;
            }
        }

        #answered(answer) {
            if (this.inTrouble) {
                this.inTrouble = false;
                this.#say('');
            }
            this.show(this.example, answer);
            const said = answer.reasons?.map(({ line, why }) => `Line ${line}: ${why}`).join(' ') ?? '';
            clearTimeout(this.speaking);
            if (said !== this.said) {
                this.speaking = setTimeout(() => {
                    this.said = said;
                    workbook.say(said || 'The machine is that of your text again.');
                }, ALOUD);
            }
        }

        /** The page's text again. The reader's is put aside, not lost. */
        #reset() {
            this.draft.write(this.original, this.text, true);
            this.#put(this.original);
            this.#say('This is the page’s coroutine again; your text is kept.', true);
            this.editor.focus();
        }

        #bringBack() {
            const kept = this.draft.read();
            if (kept) {
                this.draft.write(this.original, kept.text);
                this.#put(kept.text);
                this.editor.focus();
                this.#say('This is your text.');
            }
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
