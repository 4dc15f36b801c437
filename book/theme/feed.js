// @ts-check
// From what a run sends to its story: its statements, or the lines of a program that states nothing.
'use strict';

globalThis.workbook ??= {};

(function feed(workbook) {
    /** What is handled before the page may draw again. */
    const AT_A_TIME = 1000;
    /** Lines and statements that wait for each other; they come by two ways. */
    const UNMATCHED = 5000;

    workbook.Feed = class Feed {
        /** @param {string | null} actor the one whose part is told, or null for all of it */
        constructor(actor = null) {
            this.actor = actor;
            this.story = new workbook.Story();
            this.inbox = [];
            this.handled = 0;
            this.lines = 0;
            this.endsAt = null;
            this.ended = false;
        }

        #read = 0;
        #stated = false;
        /** Lines whose statement has not come, and statements whose line has not. */
        #printed = [];
        #said = [];
        /** Of one actor's part it is known at the end only whom it touches. */
        #held = [];

        line(data) {
            this.inbox.push({ index: this.lines, ...data });
            this.lines += 1;
        }

        trace(statement) {
            this.inbox.push(statement);
        }

        /** Handles a part of what has come; whether something is left to handle. */
        handle() {
            const until = Math.min(this.#read + AT_A_TIME, this.inbox.length);
            for (; this.#read < until; this.#read += 1) {
                const next = this.inbox[this.#read];
                if ('does' in next) {
                    this.#statement(next);
                } else {
                    this.#line(next);
                }
                this.handled += 1;
            }
            if (this.#read === this.inbox.length) {
                this.inbox = [];
                this.#read = 0;
            }
            if (this.inbox.length === 0 && this.endsAt !== null && !this.ended) {
                this.ended = true;
                this.#tellTheEnd();
            }
            return this.inbox.length > 0;
        }

        /** The run is over, at so many milliseconds; what has come may still have to be handled. */
        end(ms) {
            this.endsAt = ms;
        }

        #line({ index, at, stream, text }) {
            const speaker = workbook.speaker(text);
            if (stream === 'err') {
                this.#take({ ms: at, does: 'prints', who: 'stderr', what: text, line: index });
            } else if (speaker) {
                if (!this.#stated) {
                    this.#take({ ms: at, does: 'prints', who: speaker.actor, what: speaker.said, line: index });
                }
                push(this.#printed, { index, text });
                this.#match();
            }
        }

        #statement(statement) {
            if (!this.#stated) {
                // The program states what it does: its lines were not all there is.
                this.#stated = true;
                this.#held = [];
                this.story = new workbook.Story();
            }
            const taken = { ...statement };
            this.#take(taken, event => {
                if (statement.does === 'says') {
                    push(this.#said, { event, text: workbook.sentence(statement) });
                    this.#match();
                }
            });
        }

        /** A line that a program prints past its trace has no statement. */
        #match() {
            while (this.#said.length && this.#printed.length) {
                const { index, text } = this.#printed.shift();
                if (text.trimEnd() === this.#said[0].text.trimEnd()) {
                    this.#said.shift().event.line = index;
                }
            }
        }

        #take(statement, then = null) {
            if (this.actor === null) {
                this.story.take(statement);
                then?.(this.story.events.at(-1));
            } else {
                push(this.#held, statement);
                then?.(statement);
            }
        }

        #tellTheEnd() {
            if (this.actor === null) {
                this.story.end(this.endsAt);
                return;
            }
            const part = workbook.partOf(this.#held, this.actor);
            // Parts of one run are compared from where each begins.
            const start = part[0]?.ms ?? 0;
            for (const { ms, ...rest } of part) {
                this.story.take({ ...rest, ms: typeof ms === 'number' ? ms - start : ms });
            }
        }
    };

    function push(queue, item) {
        queue.push(item);
        if (queue.length > UNMATCHED) {
            queue.shift();
        }
    }

    /**
     * A recorded run. Without its statements there are its lines, in order.
     *
     * @param {any[] | null} statements
     * @param {string[]} lines
     * @param {string | null} actor
     */
    workbook.recordedFeed = function recordedFeed(statements, lines, actor) {
        const made = new workbook.Feed(actor);
        lines.forEach(text => made.line({ at: undefined, stream: 'out', text }));
        const stated = statements?.filter(statement => 'does' in statement) ?? [];
        stated.forEach(statement => made.trace(statement));
        made.end(0);
        while (made.handle()) {
            // A recorded run is there at once.
        }
        made.story.leaveOut(statements?.reduce((sum, { dropped = 0 }) => sum + dropped, 0) ?? 0);
        return made;
    };
})(globalThis.workbook);
