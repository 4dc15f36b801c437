// @ts-check
// What helps with an exercise: its hints, one at a time, and in the end the reference solution.
'use strict';

window.workbook ??= {};

(function help(workbook) {
    const { element, button } = workbook;

    workbook.Help = class Help {
        /** @param {any} exercise what it helps with */
        constructor(exercise) {
            this.exercise = exercise;
            this.hintButton = button('Hint', () => this.hint());
            this.solutionButton = button('Solution', () => this.solution());
            this.hints = exercise.part('hints');
            this.answer = element('div', { class: 'wb-solution', hidden: true });
            this.hints.after(this.answer);
        }

        async hint() {
            try {
                const { json } = await workbook.ask('POST', `hint/${this.exercise.id}`);
                this.showHints(json.hints, json.hintsTotal);
                const last = this.hints.querySelector('li:last-child');
                if (last) {
                    workbook.say(last.textContent);
                }
            } catch (error) {
                this.exercise.trouble(error);
            }
        }

        showHints(hints, total) {
            const list = element('ol', {}, ...hints.map(html => {
                const item = element('li');
                // The book's own Markdown, made into HTML by the book's own server.
                item.innerHTML = html;
                return item;
            }));
            list.querySelectorAll('pre code').forEach(code => window.hljs?.highlightBlock(code));
            this.hints.replaceChildren(...(hints.length ? [element('p', { class: 'wb-part-title' }, 'Hints'), list] : []));
            const wasHere = document.activeElement === this.hintButton;
            this.hintButton.textContent = hints.length < total ? `Hint ${hints.length + 1} of ${total}` : 'No more hints';
            this.hintButton.disabled = hints.length >= total;
            if (wasHere && this.hintButton.disabled) {
                // A disabled button keeps no focus: the next Tab would begin at the top of the page.
                this.solutionButton.focus();
            }
        }

        async solution() {
            const path = `solution/${this.exercise.id}`;
            try {
                let { status, json } = await workbook.ask('POST', path, { force: false }, [403]);
                if (status === 403) {
                    const sure = await workbook.question(this.exercise.questions,
                        'You have not solved this yet. See the reference solution all the same?',
                        [['Show it', true], ['Not yet', false]]);
                    if (!sure) {
                        return;
                    }
                    ({ json } = await workbook.ask('POST', path, { force: true }));
                }
                this.#showSolution(json);
            } catch (error) {
                this.exercise.trouble(error);
            }
        }

        #showSolution({ text, compared }) {
            const code = element('code', { class: 'language-rust' }, text);
            const pre = element('pre', { 'tabindex': '0', 'role': 'group', 'aria-label': 'The reference solution' }, code);
            workbook.keepKeys(pre);
            this.answer.replaceChildren(
                ...(compared ? [workbook.referenceNode(compared)] : []),
                element('p', { class: 'wb-part-title' }, 'The reference solution'), pre);
            window.hljs?.highlightBlock(code);
            code.classList.add('hljs');
            this.answer.hidden = false;
            pre.focus();
        }
    };
})(window.workbook);
