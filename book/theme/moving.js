// @ts-check
// A coroutine that the reader polls and moves from one place to another. Every picture was recorded from a real run.
'use strict';

window.workbook ??= {};

(function moving(workbook) {
    const { element, button } = workbook;
    const quoted = text => `“${text}”`;

    workbook.Moving = class Moving {
        /** @param {HTMLElement} section a `section.wb-moving` */
        constructor(section) {
            this.section = section;
            this.recorded = JSON.parse(section.querySelector('.wb-moments').textContent);
            this.refused = section.querySelector('.wb-no-move');
            this.happened = section.querySelector('.wb-happened');
            workbook.keepKeys(section);
            this.#build();
        }

        begin() {
            this.#restart();
            this.happened.hidden = false;
        }

        #build() {
            this.polling = button('Poll', () => this.#poll(), { class: 'wb-button wb-primary' });
            this.moves = button('Move', () => this.#move());
            this.again = button('Start over', () => this.#tell(this.#restart()));
            this.pinned = element('input', { type: 'checkbox' });
            this.pinned.addEventListener('change', () => this.#tell(this.#restart()));
            this.section.querySelector('.wb-controls').append(this.polling, this.moves, this.again,
                element('label', { class: 'wb-pin' }, this.pinned, ' pinned'));
            const stage = this.section.querySelector('.wb-stage');
            stage.hidden = false;
            this.places = new workbook.Places(stage, this.recorded.fields);
        }

        /** The moment after so many polls, with the move where it was. Undefined if it wasn't recorded. */
        #moment(polls) {
            const { stays, moved } = this.recorded;
            return this.movedAfter === null ? stays[polls] : moved[this.movedAfter]?.[polls - this.movedAfter];
        }

        get #home() {
            return this.movedAfter === null ? 'A' : 'B';
        }

        /** Where the coroutine's buffer is. */
        get #own() {
            const { offset } = this.recorded.fields.find(({ name }) => name === 'buffer');
            return `${this.#home}+${offset}`;
        }

        #restart() {
            this.polls = 0;
            this.movedAfter = null;
            this.#show('starts');
            const made = 'The coroutine was made at A. Its buffer is empty, and its writer points nowhere yet.';
            return this.#write(this.pinned.checked ? `${made} It’s pinned there.` : made);
        }

        #poll() {
            const before = this.#moment(this.polls);
            const after = this.#moment(this.polls + 1);
            if (before.output !== null) {
                this.#tell(this.#write('The coroutine is done and isn’t polled again. Start over makes it anew.'));
            } else if (after) {
                this.polls += 1;
                this.#show();
                this.#tell(this.#write(this.#ofPoll(before, after)));
            } else {
                this.#tell(this.#write(this.#undefined(before)));
            }
        }

        #ofPoll(before, after) {
            const place = this.#home.toLowerCase();
            const pointer = after[place].writer;
            if (before[place].writer === null) {
                return `The first poll set the writer. It points to ${pointer}, where the buffer is. The coroutine ${after.state}.`;
            }
            const isStale = workbook.pointsAway(pointer, place);
            const text = this.#text(after, pointer) || after.output;
            const written = quoted(text.slice(this.#text(before, pointer).length));
            const wrote = `The coroutine wrote ${written} through its writer to ${pointer}`;
            if (after.output !== null) {
                const took = isStale ? `Then it returned its own buffer, the one at ${this.#own}` : 'Then it returned its buffer';
                return `${wrote}. ${took}: the output is ${quoted(after.output)}.`;
            }
            return isStale
                ? `${wrote}, where it no longer is. Its own buffer, at ${this.#own}, is still empty. It ${after.state}.`
                : `${wrote}, into its own buffer. It ${after.state}.`;
        }

        /** The text of the buffer that a pointer leads to. */
        #text(moment, pointer) {
            const { pointer: block } = moment[pointer[0].toLowerCase()];
            return block === null ? '' : moment.heap[block].text;
        }

        #undefined({ b }) {
            return `The next poll wasn’t recorded, because what it does is undefined. It would write to ${b.writer} and may free `
                + `the text there, to make room for a longer one. The buffer at ${this.#own}, which is the output, would still point to the freed text.`;
        }

        #move() {
            const before = this.#moment(this.polls);
            if (this.pinned.checked) {
                this.refused.hidden = false;
                const error = this.refused.querySelector('.wb-line').textContent.trim();
                this.#tell(this.#write(`The move doesn’t compile, so the coroutine stays at A. rustc says: ${error}`));
            } else if (this.movedAfter !== null || before.output !== null) {
                const why = before.output === null ? 'The coroutine is at B already.' : 'The coroutine is done.';
                this.#tell(this.#write(`${why} Start over makes it anew, at A.`));
            } else {
                this.movedAfter = this.polls;
                this.#show('moves');
                this.#tell(this.#write(this.#ofMove(this.#moment(this.polls))));
            }
        }

        #ofMove({ b }) {
            const copied = `The coroutine’s ${this.recorded.size} bytes were copied to B.`;
            if (b.writer === null) {
                return `${copied} No pointer is stale, since the writer doesn’t point anywhere yet.`;
            }
            const stale = `${copied} The writer’s bytes are the same as before, so it points to ${b.writer}, where the coroutine no longer `
                + `is: it’s stale. The buffer is at ${this.#own}.`;
            return b.pointer === null ? stale : `${stale} The bytes at A still point to the buffer’s text, too.`;
        }

        #show(does = null) {
            const moment = this.#moment(this.polls);
            const isPinned = this.pinned.checked;
            this.refused.hidden = true;
            this.places.show(moment, { isPinned, does });
            this.polling.textContent = this.polls ? 'Poll again' : 'Poll';
            // Not `disabled`, which would take the keyboard's place away.
            this.polling.setAttribute('aria-disabled', String(moment.output !== null));
            this.moves.setAttribute('aria-disabled', String(!isPinned && (this.movedAfter !== null || moment.output !== null)));
        }

        #write(text) {
            this.happened.textContent = text;
            return text;
        }

        /** For a screen reader. */
        #tell(text) {
            workbook.say(text);
        }
    };
})(window.workbook);
