// @ts-check
// A step on a page: Run and Stop, how the compiler comes along, the output as it arrives, how it ended.
'use strict';

window.workbook ??= {};

(function step(workbook) {
    const { element, button } = workbook;

    workbook.Step = class Step {
        /**
         * @param {HTMLElement} section a `section.wb-step`
         * @param {any} [view] how its timeline is looked at together with others
         */
        constructor(section, view = null) {
            this.section = section;
            this.view = view;
            this.id = section.dataset.step ?? section.dataset.snippet;
            /** Where the server is asked to run and to stop it. */
            this.calls = section.dataset.snippet ? 'snippet/' : '';
            /** Whether there is no recorded output to come back to. */
            this.recordsNothing = false;
            this.name = section.querySelector('.wb-name').textContent;
            this.output = new workbook.Output(section.querySelector('.wb-output'));
            this.timelineBox = section.querySelector('.wb-timeline');
            this.#drawRecorded();
            this.timeBox = section.querySelector('.wb-time');
            this.whenEnded = null;
            this.stopping = null;
            workbook.addCopy(section);
            if (workbook.canRun) {
                this.#addControls();
            }
        }

        #addControls() {
            this.runButton = button('Run', () => this.run(), { class: 'wb-button wb-primary' });
            this.stopButton = button('Stop', () => this.stop(), { hidden: true });
            this.section.querySelector('.wb-controls').append(this.runButton, this.stopButton);
            this.buildingBox = element('span', { class: 'wb-building' });
            this.timeBox.before(this.buildingBox);
            this.status = element('span', { class: 'wb-status-text' });
            this.progress = element('progress', { 'aria-label': `Compiling ${this.name}`, hidden: true });
            this.back = button('Show the recorded output', () => this.#turn(), { class: 'wb-button wb-link', hidden: true });
            this.statusRow = element('div', { class: 'wb-status', hidden: true }, this.status, this.progress, this.back);
            this.compiler = element('pre', {
                'class': 'wb-compiler', 'tabindex': '0', 'role': 'group', 'aria-label': 'What the compiler says', 'hidden': true,
            });
            workbook.keepKeys(this.compiler);
            this.timelineBox.before(this.statusRow, this.compiler);
        }

        /** What every timeline of it needs. */
        get #drawn() {
            const { name, view, section } = this;
            const sources = JSON.parse(section.querySelector('.wb-recorded')?.dataset.sources ?? '{}');
            const actor = section.dataset.actor ?? null;
            return { name, view, sources, actor, point: line => this.output.point(line) };
        }

        /** The recorded run's timeline: of its statements, or else of its lines in order. */
        #drawRecorded() {
            const recorded = this.section.querySelector('.wb-recorded');
            const statements = recorded ? JSON.parse(recorded.textContent || '[]') : null;
            const feed = workbook.recordedFeed(statements, this.output.recordedLines, this.section.dataset.actor ?? null);
            // Marks of one lane, in order and at equal distances, say no more than the lines do.
            if (feed.story.hasStates || feed.story.lanes.length > 1 || (this.view && feed.story.count > 0)) {
                this.recordedTimeline = new workbook.Timeline(this.#place(), { ...this.#drawn, feed });
                this.timelineBox.hidden = false;
            }
        }

        /** A timeline's own place: the recorded run's stays as it is while another is shown. */
        #place() {
            const place = element('div', { class: 'wb-drawing' });
            this.timelineBox.replaceChildren(place);
            return place;
        }

        /** Shows one of the two timelines, if there is one. */
        #showTimeline(timeline) {
            for (const other of [this.timeline, this.recordedTimeline]) {
                if (other && other !== timeline) {
                    this.view?.remove(other);
                }
            }
            this.timelineBox.hidden = !timeline;
            if (timeline) {
                this.timelineBox.replaceChildren(timeline.box);
                this.view?.remove(timeline);
                this.view?.add(timeline);
            }
        }

        /** What the server does meanwhile: of interest to whoever is about to press Run. */
        building(text) {
            if (this.buildingBox) {
                this.buildingBox.textContent = text;
            }
        }

        /** What is sent with Run: a step is what it is. */
        get body() {
            return undefined;
        }

        /** Runs the step; a run that is on already is stopped for it. */
        async run() {
            // The old connection closes first: its end must not be taken for this run's.
            this.stopping?.abort();
            const stopping = new AbortController();
            this.stopping = stopping;
            workbook.busy.add(this);
            this.#starting();
            try {
                await workbook.post(`${this.calls}run/${this.id}`, stopping.signal, (name, data) => {
                    if (this.stopping === stopping) {
                        this.#event(name, data);
                    }
                }, this.body);
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
                await workbook.ask('POST', `${this.calls}stop/${this.id}`);
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
            this.compiler.hidden = true;
            this.compiler.textContent = '';
            this.timeBox.textContent = '';
            this.progress.hidden = true;
            this.#say('Starting');
            if (refocus) {
                this.runButton.focus();
            }
            this.section.classList.add('wb-running');
        }

        #event(name, data) {
            switch (name) {
            case 'progress': return this.#compiling(data);
            case 'compiler': return this.#compilerSays(data.text);
            case 'started': return this.#started();
            case 'line':
                this.output.line(data);
                return this.timeline?.line(data);
            case 'trace':
                this.reported(data);
                return this.timeline?.trace(data);
            case 'end': return this.#ended(data);
            }
        }

        /** What a program says about itself, and not about an actor. */
        reported(_statement) {}

        #compiling({ text, done, total }) {
            this.section.classList.add('wb-compiling');
            this.progress.hidden = false;
            if (total > 0) {
                this.progress.max = total;
                this.progress.value = done;
            } else {
                this.progress.removeAttribute('value');
            }
            this.status.textContent = workbook.compilingText(text, done, total);
        }

        #compilerSays(text) {
            this.compiler.hidden = false;
            this.compiler.append(text.endsWith('\n') ? text : `${text}\n`);
        }

        #started() {
            this.#settled();
            this.#say('Running');
            this.output.begin();
            this.timeline?.close();
            this.timeline = new workbook.Timeline(this.#place(), this.#drawn);
            this.#showTimeline(this.timeline);
        }

        #ended(end) {
            this.output.draw();
            this.timeline?.end(end.at);
            if (end.status !== 'did-not-compile') {
                this.timeBox.textContent = workbook.duration(end.at);
            }
            this.#over(end.text || endText(end), end);
        }

        #over(text, end = null) {
            const refocus = document.activeElement === this.stopButton;
            this.stopping = null;
            workbook.busy.delete(this);
            this.section.classList.remove('wb-running');
            this.#settled();
            if (!end) {
                this.output.draw();
                this.timeline?.running && this.timeline.end(0);
            }
            this.runButton.textContent = 'Run again';
            this.stopButton.hidden = true;
            if (refocus) {
                this.runButton.focus();
            }
            this.#say(text);
            this.back.hidden = !this.output.live || this.recordsNothing;
            this.#nameTheWayBack();
            this.whenEnded?.(end);
        }

        #settled() {
            this.progress.hidden = true;
            this.section.classList.remove('wb-compiling');
        }

        #say(text) {
            this.status.textContent = text;
            workbook.say(`${this.name}: ${text}`);
        }

        /** From the run to the recorded output, or to the run again. */
        #turn() {
            const toLive = !this.output.isLive;
            if (toLive) {
                this.output.showLive();
            } else {
                this.output.showRecorded();
            }
            this.#showTimeline(toLive ? this.timeline : this.recordedTimeline);
            this.#nameTheWayBack();
        }

        #nameTheWayBack() {
            this.back.textContent = this.output.isLive ? 'Show the recorded output' : 'Show the output of your run';
        }
    };

    /** What a reader is told while the compiler works. */
    workbook.compilingText = function compilingText(text, done, total) {
        if (!(total > 0)) {
            return text || 'Compiling';
        }
        const crate = text.replace(/^Compiling ?/, '');
        const what = crate ? `: ${crate}` : '';
        // With so much to compile it is the first run after a clone, or after a change far below.
        const patience = total - done > 12 ? ' (the first run compiles what the step stands on)' : '';
        return `Compiling ${done} of ${total}${what}${patience}`;
    };

    function endText({ status, code, signal }) {
        switch (status) {
        case 'exited': return `Ended with exit status ${code}.`;
        case 'signalled': return `Ended by signal ${signal}.`;
        case 'stopped': return 'Stopped.';
        case 'timed-out': return 'Stopped, because it took too long.';
        case 'too-much-output': return 'Stopped, because it printed too much.';
        case 'did-not-compile': return 'Does not compile.';
        default: return 'Could not be run.';
        }
    }

    /** A copy button behind the command in a step's or an exercise's bar. */
    workbook.addCopy = function addCopy(section) {
        const command = section.querySelector('.wb-bar .wb-command');
        const copy = command && workbook.copyButton('Copy the command', () => command.textContent);
        if (copy) {
            const together = element('span', { class: 'wb-shell' });
            command.replaceWith(together);
            together.append(command, copy);
        }
    };
})(window.workbook);
