// @ts-check
// Who speaks in a line of output, and in which colour.
'use strict';

window.workbook ??= {};

(function actors(workbook) {
    const LINE = /^\[([^\]]+)\](?: (.*))?$/s;
    const table = new Map();

    const woven = document.getElementById('wb-actors');
    if (woven) {
        for (const [word, colour] of Object.entries(JSON.parse(woven.textContent || '{}'))) {
            table.set(word, Number(colour));
        }
    }
    // The page's own recorded lines carry their colours: a page without the table still agrees with itself.
    for (const line of document.querySelectorAll('[data-actor][data-actor-colour]')) {
        const word = firstWord(line.getAttribute('data-actor'));
        if (!table.has(word)) {
            table.set(word, Number(line.getAttribute('data-actor-colour')));
        }
    }

    function firstWord(actor) {
        return actor.split(' ', 1)[0];
    }

    /** `[task 3] waits` is said by `task 3`; further lines of an event are said by nobody. */
    workbook.speaker = function speaker(text) {
        const found = LINE.exec(text);
        return found ? { actor: found[1], said: found[2] ?? '' } : null;
    };

    /** An actor's place in the palette: the table's, or one computed from the name. */
    workbook.colourOf = function colourOf(actor) {
        const word = firstWord(actor);
        if (table.has(word)) {
            return table.get(word);
        }
        // The same sum as in the recorded lines.
        let sum = 0;
        for (let at = 0; at < word.length; at += 1) {
            sum += word.charCodeAt(at);
        }
        return sum % 8;
    };

    /** Among those of its colour, an actor's shade: `fiber 2` and `fiber 3` differ. */
    workbook.shadeOf = function shadeOf(actor) {
        const [, number] = / (\d+)$/.exec(actor) ?? [];
        return number ? Number(number) % 12 : 0;
    };
})(window.workbook);
