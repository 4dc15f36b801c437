// @ts-check
// What a check found, in words first: then the compiler's text, the difference, the trace.
'use strict';

window.workbook ??= {};

(function verdict(workbook) {
    const { element } = workbook;

    const WORDS = {
        'solved': 'Solved',
        'not-yet': 'Not yet',
        'does-not-compile': 'Does not compile',
        'hangs': 'Hangs',
        'tampered': 'Not checked',
    };
    // A mark and a word for each line, so that no difference is told by colour alone. The reader's line
    // is the one that is off: it has the minus.
    const KINDS = {
        same: { mark: ' ', word: '' },
        expected: { mark: '+', word: 'expected: ' },
        got: { mark: '−', word: 'yours: ' },
    };

    // The reader's code is right, too: it has the minus because the reference is told as a change of it.
    const WHOSE = {
        'both': { mark: ' ', word: '' },
        'yours': { mark: '−', word: 'yours: ' },
        'reference': { mark: '+', word: 'reference: ' },
        'left-out': { mark: '…', word: '' },
    };

    /** The children of a verdict area. `nextPage` gives the page of an exercise, or null. */
    workbook.verdictNodes = function verdictNodes(found, nextPage) {
        const word = WORDS[found.outcome] ?? found.outcome;
        const nodes = [
            headline(word, found),
        ];
        if (found.warning) {
            nodes.push(element('p', {}, found.warning));
        }
        if (found.compiler) {
            nodes.push(block('What the compiler says', found.compiler, 'wb-verbatim'));
        }
        if (found.diff?.some(line => line.kind !== 'same')) {
            nodes.push(difference(found.diff));
        }
        if (found.failure) {
            nodes.push(block('What the check says', found.failure));
        }
        if (found.trace?.length) {
            nodes.push(block('The last lines of its trace', found.trace.join('\n')));
        }
        if (found.reference) {
            nodes.push(workbook.referenceNode(found.reference));
        }
        if (found.after) {
            const after = element('div', { class: 'wb-after' });
            // The book's own Markdown, made into HTML by the book's own server.
            after.innerHTML = found.after;
            nodes.push(after);
        }
        if (found.outcome === 'solved') {
            nodes.push(whatNext(found.next, nextPage));
        }
        return nodes;
    };

    workbook.verdictClass = function verdictClass(outcome) {
        return outcome === 'solved' ? 'wb-good' : 'wb-bad';
    };

    workbook.verdictWord = outcome => WORDS[outcome] ?? outcome;

    /** The word, then the sentence; a sentence that begins with the word does not say it twice. */
    function headline(word, { summary, seconds }) {
        const sentence = summary ?? '';
        const rest = sentence.replace(new RegExp(`^(it )?${word}\\b[.:]?\\s*`, 'i'), '');
        const goesOn = rest !== '' && rest !== sentence && !/^[A-Z]/.test(rest);
        const time = seconds > 0 ? element('span', { class: 'wb-took' }, ` ${workbook.duration(seconds * 1000)}`) : null;
        return element('p', { class: 'wb-word' },
            element('strong', {}, goesOn ? `${word}:` : `${word}.`), ` ${rest}`, time);
    }

    function block(title, text, kind = null) {
        const pre = element('pre', { 'class': kind, 'tabindex': '0', 'role': 'group', 'aria-label': title }, text.trimEnd());
        workbook.keepKeys(pre);
        return element('div', { class: 'wb-part' }, element('p', { class: 'wb-part-title' }, title), pre);
    }

    /** The reference as a difference from the reader's code, or a sentence that says that they are the same. */
    workbook.referenceNode = function referenceNode({ summary, lines }) {
        const part = element('div', { class: 'wb-part wb-compared' }, element('p', { class: 'wb-part-title' }, summary));
        if (lines.length) {
            const rows = lines.map(({ whose, text }) => row(whose, WHOSE[whose] ?? WHOSE.both, text));
            const pre = element('pre', { 'class': 'wb-difference', 'tabindex': '0', 'role': 'group', 'aria-label': 'The reference and your code' }, ...rows);
            workbook.keepKeys(pre);
            part.append(element('p', { class: 'wb-part-title' },
                element('span', { class: 'wb-key wb-row-yours' }, '− yours'), ' ',
                element('span', { class: 'wb-key wb-row-reference' }, '+ reference')), pre);
        }
        return part;
    };

    function row(kind, { mark, word }, text) {
        return element('span', { class: `wb-row wb-row-${kind}` },
            element('span', { class: 'wb-sign', 'aria-hidden': 'true' }, mark),
            word ? element('span', { class: 'wb-hidden' }, word) : null,
            text || ' ');
    }

    function difference(lines) {
        const rows = lines.map(({ kind, text }) => row(kind, KINDS[kind] ?? KINDS.same, text));
        const pre = element('pre', { 'class': 'wb-difference', 'tabindex': '0', 'role': 'group', 'aria-label': 'Line by line' }, ...rows);
        workbook.keepKeys(pre);
        return element('div', { class: 'wb-part' },
            element('p', { class: 'wb-part-title' },
                element('span', { class: 'wb-key wb-row-got' }, '− yours'), ' ',
                element('span', { class: 'wb-key wb-row-expected' }, '+ expected')),
            pre);
    }

    function whatNext(next, nextPage) {
        if (!next) {
            return element('p', { class: 'wb-next' }, 'That was the last exercise here.');
        }
        const found = nextPage(next);
        const name = found?.title ?? next;
        return element('p', { class: 'wb-next' }, 'Next: ',
            found?.href ? element('a', { href: found.href }, name) : element('code', {}, next));
    }
})(window.workbook);
