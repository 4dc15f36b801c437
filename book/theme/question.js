// @ts-check
// A question in the page, with a button for each answer.
'use strict';

window.workbook ??= {};

(function question(workbook) {
    const { element, button } = workbook;

    /**
     * Asks in `place`, and resolves to the chosen answer's value; to null when it is asked something
     * else meanwhile, or the reader presses Escape.
     * @param {HTMLElement} place
     * @param {string} text
     * @param {[string, any][]} answers what a button says, and what it stands for
     * @param {boolean} focus whether the reader asked for it; who is typing must not answer by accident
     */
    workbook.question = function question(place, text, answers, focus = true) {
        place.dispatchEvent(new CustomEvent('wb-withdraw'));
        return new Promise(resolve => {
            const before = document.activeElement;
            const done = value => {
                const inside = box.contains(document.activeElement);
                box.remove();
                place.removeEventListener('wb-withdraw', withdraw);
                if (inside && before instanceof HTMLElement && before.isConnected) {
                    before.focus();
                }
                resolve(value);
            };
            const withdraw = () => done(null);
            const buttons = answers.map(([label, value]) => button(label, () => done(value)));
            const box = element('div', { class: 'wb-question-box', role: 'group', 'aria-label': text },
                element('p', {}, text), element('div', { class: 'wb-controls' }, ...buttons));
            box.addEventListener('keydown', event => {
                event.stopPropagation();
                if (event.key === 'Escape') {
                    done(null);
                }
            });
            place.addEventListener('wb-withdraw', withdraw);
            place.append(box);
            if (focus) {
                // The group that the focus comes into is named by the question.
                buttons[0].focus();
            } else {
                workbook.say(text);
            }
        });
    };
})(window.workbook);
