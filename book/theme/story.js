// @ts-check
// What a run tells, as lanes of states and the arrows between them, by the rules of `book/src/states.rs`. No page is
// needed for this: the same statements give the same lanes wherever they come from.
'use strict';

globalThis.workbook ??= {};

(function story(workbook) {
    /** Further actors share a lane with their kind: a hundred thousand lanes show nothing. */
    const LANES = 12;
    const KINDS = 4;
    /** Actors whose states are remembered; a program may name as many as it prints. */
    const KNOWN = 100_000;
    /** Events that are kept: the first, and at least as many of the last. */
    const FIRST = 1000;
    const LAST = 1000;
    /** What a mark needs, in pixels, to be told from the next. */
    const COLUMN = 10;
    const ARROWS = new Set(['spawns', 'wakes', 'unparks', 'sends', 'resumes', 'polls']);
    const CALLS = new Set(['resumes', 'polls']);
    const STATES = { runs: 'running', ready: 'ready', waits: 'waiting', ends: 'ended' };

    /**
     * A moment of a run has three measures: `n` counts the statements, `x` is its place when only the order
     * counts, and `ms` is its time.
     */
    workbook.Story = class Story {
        constructor() {
            /** @type {any[]} in the order in which they were first mentioned */
            this.lanes = [];
            /** @type {any[]} what happened, without what was left out */
            this.events = [];
            this.leftOut = 0;
            /** @type {{ from: any, to: any } | null} where events are left out */
            this.cut = null;
            /** Whether the run states more than the lines it prints. */
            this.hasStates = false;
            /** Whether times are known. */
            this.hasTimes = false;
            this.count = 0;
            this.ms = 0;
            this.#x = 0;
        }

        #x;
        #actors = new Map();
        #byName = new Map();

        /** The width of the whole, when only the order counts. */
        get width() {
            return this.place(this.#x) + 0.5;
        }

        /** Where an `x` is drawn: what is left out takes two places. */
        place(x) {
            const { cut } = this;
            if (!cut || x <= cut.from.x) {
                return x;
            }
            return Math.max(x - cut.to.x, -1) + cut.from.x + 2;
        }

        /** Takes the next statement. */
        take({ ms, does, who, what, at, line }) {
            if (typeof ms === 'number') {
                this.hasTimes = true;
                // Threads race to the channel: a timeline that steps back could not be read.
                this.ms = Math.max(this.ms, ms);
            }
            this.count += 1;
            const actor = this.#actor(who);
            const event = { n: this.count, x: this.#x, ms: this.ms, does, who, what, at, line, lane: actor.lane, to: null };
            if (ARROWS.has(does)) {
                this.#arrow(event, actor);
            } else if (does in STATES) {
                this.hasStates = true;
                this.#state(event, actor, STATES[does]);
            } else {
                this.#says(event, actor);
            }
            this.#keep(event);
        }

        /** So many further events were not recorded. */
        leaveOut(count) {
            this.leftOut += count;
            this.count += count;
        }

        /** The run has ended, or was stopped. */
        end(ms) {
            this.ms = Math.max(this.ms, ms);
        }

        #says(event, actor) {
            // A printed line of a program that states nothing is a mark, and says nothing about what comes after it.
            if (event.does !== 'prints') {
                this.#state(event, actor, 'running');
            }
            event.x += 0.5;
            this.#x += 1;
        }

        /** The actor is in a state from here on. */
        #state(event, actor, state) {
            // Two changes of one lane at one place would hide the first.
            if (!actor.lane.group && actor.lane.spans.at(-1)?.from.x === event.x && actor.state !== state) {
                this.#x += 0.5;
                event.x = this.#x;
            }
            become(actor, state, state === 'waiting' ? event.what : '', event);
        }

        #arrow(event, actor) {
            this.hasStates = true;
            this.#state(event, actor, 'running');
            const target = this.#actor(event.what);
            event.to = target.lane;
            event.x += 0.5;
            this.#x += 1;
            if (CALLS.has(event.does)) {
                become(target, 'running', '', event);
                become(actor, 'waiting', event.what, event);
            } else if (['', 'waiting'].includes(target.state) || (event.does === 'spawns' && target.state === 'ended')) {
                become(target, 'ready', '', event);
            }
        }

        #actor(name) {
            let actor = this.#actors.get(name);
            if (!actor) {
                const lane = this.#laneFor(name);
                actor = { lane, state: '', reason: '' };
                if (this.#actors.size < KNOWN) {
                    this.#actors.set(name, actor);
                    lane.members += 1;
                } else {
                    lane.uncounted = true;
                }
            }
            return actor;
        }

        #laneFor(name) {
            const kind = kindOf(name);
            if (this.#byName.size < LANES) {
                return this.#lane(name, kind, false);
            }
            const groups = this.lanes.filter(lane => lane.group);
            const known = groups.find(lane => lane.kind === kind);
            return known ?? (groups.length < KINDS
                ? this.#lane(`${kind} …`, kind, true)
                : groups.find(lane => lane.kind === '') ?? this.#lane('others', '', true));
        }

        #lane(name, kind, group) {
            const lane = { name, kind, group, members: 0, uncounted: false, spans: [], counts: { running: 0, ready: 0, waiting: 0 } };
            this.lanes.push(lane);
            this.#byName.set(name, lane);
            return lane;
        }

        #keep(event) {
            const { events } = this;
            events.push(event);
            if (events.length < FIRST + 2 * LAST) {
                return;
            }
            events.splice(FIRST, LAST);
            this.leftOut += LAST;
            const [from, to] = [events[FIRST - 1], events[FIRST]];
            this.cut = { from, to };
            for (const lane of this.lanes) {
                lane.spans = lane.spans.filter(span =>
                    span.from.n <= from.n || span.to === null || span.to.n >= to.n);
            }
        }

        /** The lanes from top to bottom: main, then each kind where it first appears, `fiber 2` before `fiber 10`. */
        get rows() {
            const kinds = [...new Set(this.lanes.map(lane => lane.kind))];
            const rank = lane => (lane.kind === 'main' ? -1 : lane.kind === 'stderr' ? Infinity : kinds.indexOf(lane.kind));
            return [...this.lanes].sort((a, b) =>
                rank(a) - rank(b) || Number(a.group) - Number(b.group)
                || a.name.localeCompare(b.name, 'en', { numeric: true }));
        }

        /** What a lane does right after the statement number `n`; null before its first. */
        stateOf(lane, n) {
            const { spans } = lane;
            let low = 0;
            let high = spans.length;
            while (low < high) {
                const middle = (low + high) >> 1;
                if (spans[middle].from.n <= n) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            const span = spans[low - 1];
            if (!span) {
                return null;
            }
            return span.to !== null && span.to.n <= n
                ? { state: 'ended', reason: '' }
                : { state: span.state, reason: span.reason };
        }
    };

    function become(actor, state, reason, { n, x, ms }) {
        if (actor.state === state && actor.reason === reason) {
            return;
        }
        const { lane } = actor;
        const before = actor.state;
        actor.state = state;
        actor.reason = reason;
        if (lane.group) {
            lane.counts[before] -= before in lane.counts ? 1 : 0;
            lane.counts[state] += state in lane.counts ? 1 : 0;
            [state, reason] = together(lane.counts);
        }
        change(lane, state, reason, { n, x, ms });
    }

    function change({ spans }, state, reason, point) {
        const last = spans.at(-1);
        if (last && last.to === null) {
            if (last.from.x === point.x) {
                spans.pop();
            } else {
                last.to = point;
            }
        }
        if (state !== 'ended') {
            spans.push({ state, reason, from: point, to: null });
        }
    }

    /** A group runs while one of its members does. */
    function together(counts) {
        const words = { running: 'run', ready: 'ready', waiting: 'wait' };
        const some = Object.keys(words).filter(state => counts[state] > 0);
        const reason = some.map(state => `${counts[state].toLocaleString('en')} ${words[state]}`).join(', ');
        return [some[0] ?? 'ended', reason];
    }

    function kindOf(name) {
        return name.split(' ', 1)[0];
    }

    /** Whether so many of a lane's marks and arrows fall together in time that only their order can be read. */
    workbook.pilesUp = function pilesUp(events, ms, pixels) {
        const marks = events.filter(({ does }) => !(does in STATES));
        const columnOf = event => Math.floor(event.ms / Math.max(ms, 0.001) * pixels / COLUMN);
        const cells = new Set(marks.map(event => `${columnOf(event)} ${event.who}`));
        return cells.size < marks.length * 2 / 3;
    };

    /** Of a run, what concerns one actor: its own statements, and those of the actors its arrows touch. */
    workbook.partOf = function partOf(statements, actor) {
        const isArrow = ({ does }) => ARROWS.has(does);
        const touched = new Set([actor]);
        for (const statement of statements.filter(isArrow)) {
            if (statement.who === actor) {
                touched.add(statement.what);
            } else if (statement.what === actor) {
                touched.add(statement.who);
            }
        }
        return statements.filter(statement => touched.has(statement.who)
            && (!isArrow(statement) || statement.who === actor || statement.what === actor));
    };

    /** A statement as a sentence: `fiber 2 waits for fd 7 readable`. */
    workbook.sentence = function sentence({ does, who, what }) {
        switch (does) {
        case 'says':
        case 'prints': return what === null ? who : `[${who}] ${what.split('\n', 1)[0]}`;
        case 'runs': return `${who} runs`;
        case 'ready': return `${who} is ready`;
        case 'waits': return what ? `${who} waits for ${what}` : `${who} waits`;
        case 'ends': return `${who} has ended`;
        default: return `${who} ${does} ${what}`;
        }
    };

    /** A lane's state in words, after its name: `waits for fd 7 readable`. */
    workbook.stateInWords = function stateInWords(lane, { state, reason }) {
        if (lane.group) {
            return reason || 'all have ended';
        }
        switch (state) {
        case 'running': return 'runs';
        case 'ready': return 'is ready';
        case 'waiting': return reason ? `waits for ${reason}` : 'waits';
        default: return 'has ended';
        }
    };
})(globalThis.workbook);
