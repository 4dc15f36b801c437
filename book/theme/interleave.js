// @ts-check
// The reader chooses which thread of a small program runs next, or lets the page search for an order that loses a wake-up.
'use strict';

window.workbook ??= {};

(function interleave(workbook) {
    const { element, button } = workbook;
    const STATUS = {
        ready: 'can run',
        woken: 'was woken, and can run',
        locked: 'waits for a lock that another thread has',
        asleep: 'sleeps until it’s unparked',
        over: 'has ended',
    };

    const fileOf = place => place.slice(0, place.lastIndexOf(':'));
    const lineOf = place => Number(place.slice(place.lastIndexOf(':') + 1));
    const short = place => place.slice(place.lastIndexOf('/') + 1);
    const counted = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
    const tasks = numbers => numbers.map(number => `task ${number}`).join(' and ');

    workbook.Interleave = class Interleave {
        /** @param {HTMLElement} section a `section.wb-interleave` */
        constructor(section) {
            this.section = section;
            this.programs = JSON.parse(section.querySelector('.wb-interleavings').textContent);
            this.panes = [...section.querySelectorAll('.wb-pane')].map(pane => new workbook.Listing(pane));
            this.timelineBox = section.querySelector('.wb-timeline');
            /** The threads that were chosen, and those that Forward chooses next. */
            this.run = [];
            this.ahead = [];
            workbook.keepKeys(section);
            this.#build();
        }

        begin() {
            this.show(this.programs[0]);
        }

        #build() {
            const { section } = this;
            this.select = section.querySelector('.wb-examples');
            this.select.hidden = 'alone' in this.select.dataset;
            this.select.addEventListener('change', () => {
                this.show(this.programs.find(({ name }) => name === this.select.value));
            });
            this.again = button('Start over', () => this.#restart());
            this.back = button('Back', () => this.#back());
            this.forward = button('Forward', () => this.#forward());
            this.searching = button('Search', () => this.#search(), { class: 'wb-button wb-primary' });
            section.querySelector('.wb-controls').append(this.again, this.back, this.forward, this.searching);
            this.found = element('p', { class: 'wb-found', hidden: true });
            this.cards = element('div', { 'class': 'wb-cards', 'role': 'group', 'aria-label': 'Threads' });
            this.shared = element('p', { class: 'wb-shared' });
            this.verdict = element('p', { class: 'wb-ending', hidden: true });
            section.querySelector('.wb-turns').append(this.found, this.cards, this.shared, this.verdict);
        }

        /** Shows a program, before its first step. */
        show(program) {
            this.program = program;
            this.choices = new workbook.Choices(program.recorded);
            this.lines = new Map(program.files.flatMap(({ file, text, numbers }) =>
                text.split('\n').map((line, at) => [`${file}:${numbers[at]}`, line.trim()])));
            this.found.hidden = true;
            this.panes.forEach((pane, at) => this.#fill(pane, program.files[at]));
            this.turns = this.choices.names.map((name, thread) => this.#card(name, thread));
            this.cards.replaceChildren(...this.turns.map(({ card }) => card));
            this.#go([], []);
        }

        #fill(listing, file) {
            listing.pane.hidden = !file;
            if (file) {
                listing.show(file.file, file.text, file.numbers.map(number => number ?? ''));
                const whole = listing.pane.querySelector('.wb-whole');
                whole.href = file.page;
                whole.setAttribute('aria-label', `The whole file ${file.file}`);
            }
        }

        #card(name, thread) {
            const act = button(`Let the ${name} run`, () => this.#choose(thread));
            const status = element('span', { class: 'wb-turn-status' });
            const place = element('span', { class: 'wb-turn-place' });
            const line = element('code', { class: 'wb-turn-line' });
            const card = element('div', { class: `wb-turn wb-a${workbook.colourOf(name)}` }, act, status, place, line);
            return { card, act, status, place, line };
        }

        get #state() {
            return this.run.reduce((state, thread) => this.choices.states[state].next[thread], 0);
        }

        #choose(thread) {
            const from = this.#state;
            if (!this.choices.canRun(from, thread)) {
                const { status } = this.choices.states[from].threads[thread];
                workbook.say(`The ${this.choices.names[thread]} ${STATUS[status]}.`);
                return;
            }
            // The run that was found goes on as long as the reader follows it.
            this.#go([...this.run, thread], this.ahead[0] === thread ? this.ahead.slice(1) : []);
            this.#tell(from, thread);
        }

        #restart() {
            this.#go([], [...this.run, ...this.ahead]);
            workbook.say('At the start.');
        }

        #back() {
            if (this.run.length) {
                this.#go(this.run.slice(0, -1), [this.run.at(-1), ...this.ahead]);
                workbook.say(`Back, after ${counted(this.run.length, 'step')}.`);
            }
        }

        #forward() {
            if (this.ahead.length) {
                this.#choose(this.ahead[0]);
            }
        }

        /** Searches the program's states. A run that's found is there to be replayed, step by step. */
        #search() {
            const { choices } = this;
            const { looked, run } = choices.search();
            const { all, stuck } = choices.count();
            const text = run
                ? `Found, after a look at ${looked} of ${counted(choices.states.length, 'state')}: ${counted(run.length, 'step')} lose a wake-up. `
                    + `${stuck.toLocaleString('en')} of the program’s ${counted(all, 'interleaving')} do. Forward replays the steps.`
                : `Found none, in all ${counted(looked, 'state')}: none of the program’s ${counted(all, 'interleaving')} loses a wake-up.`;
            this.found.textContent = text;
            this.found.hidden = false;
            this.found.classList.toggle('wb-lost', run !== null);
            this.#go([], run ?? []);
            workbook.say(text);
        }

        /** Shows the state after these steps. */
        #go(run, ahead) {
            this.run = run;
            this.ahead = ahead;
            const state = this.choices.states[this.#state];
            for (const [unavailable, control] of [[!run.length, this.again], [!run.length, this.back], [!ahead.length, this.forward]]) {
                // Not `disabled`, which would take the keyboard's place away.
                control.setAttribute('aria-disabled', String(unavailable));
            }
            this.#drawCards(state);
            this.#drawShared(state);
            this.#drawEnding(state);
            this.#mark(state);
            this.#drawTimeline();
        }

        #drawCards(state) {
            state.threads.forEach(({ status, at }, thread) => {
                const turn = this.turns[thread];
                turn.act.setAttribute('aria-disabled', String(!this.choices.canRun(this.#state, thread)));
                turn.act.classList.toggle('wb-primary', this.ahead[0] === thread);
                turn.status.textContent = STATUS[status];
                turn.place.textContent = at ? short(at) : '';
                turn.line.textContent = at ? this.lines.get(at) ?? '' : '';
                turn.line.hidden = !at;
            });
        }

        /** What the threads share, and what the executor has done with it. */
        #parts({ token, queue, polled, turn }) {
            return [
                ['Token', token === null ? 'this parker has none' : token ? 'it’s there' : 'none'],
                ['Ready queue', queue.length ? queue.map(task => `task ${task}`).join(', ') : 'empty'],
                ['Left in this turn', String(turn)],
                ['Polled', polled.length ? polled.map(task => `task ${task}`).join(', ') : 'none'],
            ];
        }

        #drawShared(state) {
            this.shared.replaceChildren(...this.#parts(state).map(([name, value]) =>
                element('span', {}, `${name}: `, element('strong', {}, value))));
        }

        #ending({ queue, threads }) {
            const sleeper = threads.findIndex(({ status }) => status === 'asleep');
            return sleeper < 0
                ? 'All threads have ended, and both tasks were polled.'
                : `A wake-up is lost: ${tasks(queue)} ${queue.length > 1 ? 'are' : 'is'} in the queue, the ${this.choices.names[sleeper]} `
                    + 'sleeps, and no thread is left that would unpark it.';
        }

        #drawEnding(state) {
            const isEnd = this.choices.isEnd(this.#state);
            this.verdict.hidden = !isEnd;
            this.verdict.textContent = isEnd ? this.#ending(state) : '';
            this.verdict.classList.toggle('wb-lost', this.choices.isStuck(this.#state));
        }

        /** What a screen reader hears of a step. */
        #tell(from, thread) {
            const { choices } = this;
            const state = choices.states[this.#state];
            const before = choices.states[from].threads[thread];
            const now = state.threads.map(({ status, at }, each) =>
                `${choices.names[each]} ${STATUS[status]}${at ? `, at ${short(at)}` : ''}`);
            const ending = choices.isEnd(this.#state) ? ` ${this.#ending(state)}` : '';
            const shared = this.#parts(state).map(part => part.join(': ')).join('; ');
            workbook.say(`The ${choices.names[thread]} ran ${this.lines.get(before.at)} ${shared}. ${now.join('; ')}.${ending}`);
        }

        /** Marks the line that each thread runs next, and the line of the program that has called it. */
        #mark({ threads }) {
            this.panes.forEach((pane, number) => {
                const file = this.program.files[number]?.file;
                pane.code.querySelectorAll('.wb-stops').forEach(old => old.remove());
                const marks = threads.flatMap(({ at, call }, thread) => [at, call]
                    .filter(place => place !== null && fileOf(place) === file)
                    .map(place => ({ line: lineOf(place), name: this.choices.names[thread] })));
                pane.mark(marks.map(({ line, name }) => ({ from: line, to: line, colour: workbook.colourOf(name) })));
                marks.forEach(({ line, name }) => pane.lines.get(line)?.append(
                    element('span', { 'class': `wb-stops wb-a${workbook.colourOf(name)}`, 'aria-hidden': 'true' }, name)));
            });
        }

        #drawTimeline() {
            const box = element('div', { class: 'wb-drawing' });
            this.timeline?.close();
            const statements = this.choices.statements(this.run, place => this.lines.get(place) ?? place);
            // Until the next frame draws, and after that: the page below doesn't jump.
            this.timelineBox.style.minHeight = `${this.timelineBox.offsetHeight}px`;
            this.timelineBox.replaceChildren(box);
            this.timelineBox.hidden = false;
            this.timeline = new workbook.Timeline(box, {
                name: 'these steps',
                point: () => {},
                feed: workbook.recordedFeed(statements, [], null),
            });
        }
    };
})(window.workbook);
