// @ts-check
// An experiment on a page: Try it, and both outcomes next to each other, as recorded or as they come.
'use strict';

window.workbook ??= {};

(function experiment(workbook) {
    const { element, button } = workbook;

    workbook.Try = class Try {
        /** @param {HTMLElement} section a `section.wb-try` */
        constructor(section) {
            this.section = section;
            this.id = section.dataset.try;
            this.name = section.querySelector('.wb-name').textContent;
            this.details = section.querySelector('.wb-sides').closest('details');
            this.sides = Object.fromEntries([...section.querySelectorAll('.wb-side')]
                .map(side => [side.dataset.side, new Side(side, this.name)]));
            this.outputs = Object.values(this.sides).map(side => side.output);
            this.output = new Outcome(this.sides);
            this.whenEnded = null;
            this.stopping = null;
            this.current = null;
            workbook.addCopy(section);
            if (workbook.canRun) {
                this.#addControls();
            }
        }

        #addControls() {
            this.runButton = button('Try it', () => this.run(), { class: 'wb-button wb-primary' });
            this.stopButton = button('Stop', () => this.stop(), { hidden: true });
            this.section.querySelector('.wb-controls').append(this.runButton, this.stopButton);
            this.status = element('span', { class: 'wb-status-text' });
            this.progress = element('progress', { 'aria-label': `Compiling ${this.name}`, 'hidden': true });
            this.back = button('Show the recorded outcome', () => this.#turn(), { class: 'wb-button wb-link', hidden: true });
            this.statusRow = element('div', { class: 'wb-status', hidden: true }, this.status, this.progress, this.back);
            this.section.querySelector('.wb-bar').after(this.statusRow);
        }

        /** Runs both sides; a run that is on already is stopped for it. */
        async run() {
            // The old connection closes first: its end must not be taken for this run's.
            this.stopping?.abort();
            const stopping = new AbortController();
            this.stopping = stopping;
            workbook.busy.add(this);
            this.#starting();
            try {
                await workbook.post(`try/run/${this.id}`, stopping.signal, (name, data) => {
                    if (this.stopping === stopping) {
                        this.#event(name, data);
                    }
                });
                if (this.stopping === stopping) {
                    this.#over('The run ended without saying how.');
                }
            } catch (error) {
                if (this.stopping === stopping) {
                    this.#over(error instanceof workbook.Trouble ? error.message : 'The page could not follow this run.');
                    if (!(error instanceof workbook.Trouble)) {
                        throw error;
                    }
                }
            }
        }

        /** Asks the server to stop the run, whose last event then says so. */
        async stop() {
            try {
                await workbook.ask('POST', `try/stop/${this.id}`);
            } catch (error) {
                // Closing the connection stops it as well.
                this.stopping?.abort();
                this.#over(error.message);
            }
        }

        #starting() {
            const refocus = document.activeElement === this.stopButton;
            this.runButton.textContent = 'Restart';
            this.stopButton.hidden = false;
            this.statusRow.hidden = false;
            this.back.hidden = true;
            this.details.open = true;
            Object.values(this.sides).forEach(side => side.wait());
            this.#say('Starting');
            if (refocus) {
                this.runButton.focus();
            }
            this.section.classList.add('wb-running');
        }

        #event(name, data) {
            switch (name) {
            case 'side':
                this.current = this.sides[data.side];
                return this.#say(data.side === 'before' ? 'Without the change' : 'With the change');
            case 'progress': return this.#compiling(data);
            case 'end': return this.#ended(data);
            default:
                this.progress.hidden = true;
                return this.current?.event(name, data);
            }
        }

        #compiling({ text, done, total }) {
            this.progress.hidden = false;
            if (total > 0) {
                this.progress.max = total;
                this.progress.value = done;
            } else {
                this.progress.removeAttribute('value');
            }
            this.status.textContent = workbook.compilingText(text, done, total);
        }

        #ended(end) {
            this.sides[end.side].ended(end);
            if (end.side === 'after') {
                this.#over(end.problem ? `This isn’t the outcome that is recorded: ${end.problem}` : end.text, end);
            }
        }

        #over(text, end = null) {
            const refocus = document.activeElement === this.stopButton;
            this.stopping = null;
            this.current = null;
            workbook.busy.delete(this);
            this.section.classList.remove('wb-running');
            this.progress.hidden = true;
            if (!end) {
                Object.values(this.sides).forEach(side => side.cut());
            }
            this.runButton.textContent = 'Try again';
            this.stopButton.hidden = true;
            if (refocus) {
                this.runButton.focus();
            }
            this.#say(text);
            this.back.hidden = false;
            this.#nameTheWayBack();
            this.whenEnded?.(end);
        }

        #say(text) {
            this.status.textContent = text;
            workbook.say(`${this.name}: ${text}`);
        }

        /** From the run to the recorded outcome, or to the run again. */
        #turn() {
            const toLive = !this.sides.before.isLive;
            Object.values(this.sides).forEach(side => side.show(toLive));
            this.#nameTheWayBack();
        }

        #nameTheWayBack() {
            this.back.textContent = this.sides.before.isLive ? 'Show the recorded outcome' : 'Show the outcome of your run';
        }
    };

    /** One of the two runs. */
    class Side {
        constructor(box, name) {
            this.box = box;
            this.output = new workbook.Output(box.querySelector('.wb-output'));
            this.timelineBox = box.querySelector('.wb-timeline');
            this.sentence = box.querySelector('.wb-ended');
            this.recorded = this.sentence.textContent;
            this.name = `${name}, ${box.querySelector('strong').textContent.toLowerCase()}`;
            this.ownSentence = '';
            this.compiler = element('pre', {
                'class': 'wb-compiler', 'tabindex': '0', 'role': 'group', 'aria-label': 'What the compiler says', 'hidden': true,
            });
            workbook.keepKeys(this.compiler);
            this.output.block.before(this.compiler);
            this.isLive = false;
        }

        /** Nothing is known of a run that starts. */
        wait() {
            this.isLive = true;
            this.timelineBox.hidden = true;
            this.compiler.replaceChildren();
            this.compiler.hidden = true;
            this.output.begin();
            this.#tell('');
        }

        event(name, data) {
            switch (name) {
            case 'compiler': return this.#compilerSays(data.text);
            case 'started': return this.#started();
            case 'line':
                this.output.line(data);
                return this.timeline?.line(data);
            case 'trace': return this.timeline?.trace(data);
            }
        }

        #compilerSays(text) {
            this.compiler.hidden = false;
            this.compiler.append(...workbook.compilerLines(text));
        }

        #started() {
            this.#tell('It runs.');
            this.timeline?.close();
            const place = element('div', { class: 'wb-drawing' });
            this.timelineBox.replaceChildren(place);
            this.timelineBox.hidden = false;
            this.timeline = new workbook.Timeline(place, {
                name: this.name, view: null, sources: {}, actor: null, point: line => this.output.point(line),
            });
        }

        ended(end) {
            // What the actors were doing is no line of the program's, and no event of its timeline.
            (end.doing ?? []).forEach(text => this.output.line({ at: end.at, stream: 'out', text }));
            this.output.draw();
            this.timeline?.end(end.at);
            this.#tell(end.text);
        }

        /** Nothing more comes, and no end came. */
        cut() {
            this.output.draw();
            this.timeline?.running && this.timeline.end(0);
        }

        show(live) {
            this.isLive = live;
            if (live) {
                this.output.showLive();
            } else {
                this.output.showRecorded();
            }
            this.timelineBox.hidden = !live || !this.timeline;
            this.compiler.hidden = !live || !this.compiler.firstChild;
            this.sentence.textContent = live ? this.ownSentence : this.recorded;
        }

        #tell(text) {
            this.ownSentence = text;
            this.sentence.textContent = text;
        }

        /** Everything that a question's line may be part of. */
        get nodes() {
            return [this.sentence, ...this.box.querySelectorAll('.wb-line')];
        }

        /** What the reader's run said, or null when there was none. */
        get liveLines() {
            const lines = this.output.liveLines;
            return lines && [this.ownSentence, ...[...this.compiler.children].map(line => line.textContent), ...lines];
        }
    }

    /** What a question is about: the outcome with the change. */
    class Outcome {
        constructor(sides) {
            this.sides = sides;
        }

        mark(text) {
            workbook.markLines(this.sides.after.nodes, text);
        }

        get liveLines() {
            return this.sides.after.liveLines;
        }
    }
})(window.workbook);
