// @ts-check
// The states of a small program of several threads, as they were recorded, and the ways from one to another. No page is needed for this.
'use strict';

globalThis.workbook ??= {};

(function choices(workbook) {
    const RUNS = new Set(['ready', 'woken']);

    /** @typedef {{ status: string, at: string | null, call: string | null }} Thread */

    workbook.Choices = class Choices {
        /** @param {any} recorded what the chapter's tests recorded */
        constructor({ threads, places, states }) {
            /** @type {string[]} */
            this.names = threads;
            const place = number => (number === null ? null : places[number]);
            this.states = states.map(([stopped, token, queue, polled, turn, next]) => ({
                /** @type {Thread[]} */
                threads: stopped.map(([status, at, call]) => ({ status, at: place(at), call: place(call) })),
                /** Whether the parker has its token; null for one without. */
                token,
                queue,
                polled,
                turn,
                /** Where each thread leads; null if it can't go on. */
                next,
            }));
        }

        canRun(state, thread) {
            return RUNS.has(this.states[state].threads[thread].status);
        }

        isEnd(state) {
            return this.states[state].next.every(to => to === null);
        }

        /** Whether a thread is left that no other thread will ever let go on. */
        isStuck(state) {
            return this.isEnd(state) && this.states[state].threads.some(({ status }) => status !== 'over');
        }

        /**
         * Looks at one state after the other, the nearest first, until it comes to one in which a thread is stuck.
         *
         * @returns {{ looked: number, run: number[] | null }} how many states it has looked at, and which threads lead to the last
         */
        search() {
            const from = new Map([[0, null]]);
            let looked = 0;
            for (const state of from.keys()) {
                looked += 1;
                if (this.isStuck(state)) {
                    return { looked, run: wayTo(state, from) };
                }
                // A map's keys are visited in the order in which they were added, also those that are added meanwhile.
                this.states[state].next.forEach((to, thread) => {
                    if (to !== null && !from.has(to)) {
                        from.set(to, { state, thread });
                    }
                });
            }
            return { looked, run: null };
        }

        /** In how many orders the threads can run, and after how many of them one is stuck. */
        count() {
            const known = new Map();
            const countFrom = state => {
                if (!known.has(state)) {
                    const further = this.states[state].next.filter(to => to !== null).map(countFrom);
                    known.set(state, further.length === 0
                        ? { all: 1, stuck: Number(this.isStuck(state)) }
                        : { all: sum(further, 'all'), stuck: sum(further, 'stuck') });
                }
                return known.get(state);
            };
            return countFrom(0);
        }

        /**
         * What a timeline draws of a run.
         *
         * @param {number[]} run the threads that were chosen
         * @param {(place: string) => string} lineAt
         */
        statements(run, lineAt) {
            const made = [];
            const state = (who, does, what = '') => made.push({ who, does, what, at: '' });
            this.names.forEach(name => state(name, 'ready'));
            const tasks = new Set(this.states.flatMap(({ queue }) => queue));
            [...tasks].sort().forEach(task => state(`task ${task}`, 'waits', 'its event'));
            let from = this.states[0];
            for (const thread of run) {
                const to = this.states[from.next[thread]];
                const { at } = from.threads[thread];
                state(this.names[thread], 'runs');
                made.push({ who: this.names[thread], does: 'says', what: lineAt(at), at });
                this.#effects(thread, from, to, state);
                this.#outcome(thread, from, to, state);
                from = to;
            }
            return made;
        }

        /** Whom a step wakes or polls. */
        #effects(thread, from, to, state) {
            const name = this.names[thread];
            to.queue.filter(task => !from.queue.includes(task)).forEach(task => state(name, 'wakes', `task ${task}`));
            to.threads.forEach(({ status }, other) => {
                if (other !== thread && from.threads[other].status === 'asleep' && status !== 'asleep') {
                    state(name, 'unparks', this.names[other]);
                }
            });
            for (const task of to.polled.filter(task => !from.polled.includes(task))) {
                state(name, 'polls', `task ${task}`);
                state(`task ${task}`, 'ends');
                state(name, 'runs');
            }
        }

        /** What each thread does until the next choice. */
        #outcome(thread, from, to, state) {
            const words = { asleep: ['waits', 'an unpark'], locked: ['waits', 'the lock'], over: ['ends'] };
            to.threads.forEach(({ status }, each) => {
                if (each === thread || status !== from.threads[each].status) {
                    const [does, what] = words[status] ?? ['ready'];
                    state(this.names[each], does, what);
                }
            });
        }
    };

    function wayTo(state, from) {
        const run = [];
        for (let at = from.get(state); at; at = from.get(at.state)) {
            run.unshift(at.thread);
        }
        return run;
    }

    function sum(counts, what) {
        return counts.reduce((total, each) => total + each[what], 0);
    }
})(globalThis.workbook);
