// @ts-check
// What the compiler says, coloured line by line as in a terminal.
'use strict';

window.workbook ??= {};

(function compiler(workbook) {
    const { element } = workbook;

    /** How a line of a kind begins; `weave/compiler.rs` knows the same. */
    const KINDS = [
        ['error', /^error/],
        ['warning', /^warning/],
        ['place', /^[ |=]*(-->|:::)/],
        ['help', /^[ |=]*(note|help):/],
        ['mark', /^[ |=]*[-^_+~]/],
    ];

    /** The lines of a message, an element each. */
    workbook.compilerLines = function compilerLines(text) {
        return text.replace(/\n$/, '').split('\n').map(line => {
            const kind = KINDS.find(([, begins]) => begins.test(line));
            return element('span', { class: kind ? `wb-line wb-says-${kind[0]}` : 'wb-line' }, line || ' ');
        });
    };
})(window.workbook);
