// @ts-check
// How far the reader is: in each exercise's bar, in the index, and beside the pages in the sidebar.
'use strict';

window.workbook ??= {};

(function progress(workbook) {
    const { element } = workbook;
    // `path_to_root` is mdBook's, a constant of the page's own script.
    const root = new URL(typeof path_to_root === 'string' ? path_to_root || './' : './', location.href);
    let state = null;

    /** Where an exercise is explained: its title, and a link from this page. */
    workbook.exercisePage = function exercisePage(id) {
        const known = state?.exercises?.[id];
        if (!known) {
            return null;
        }
        const slug = id.split('/').at(-1);
        return { title: known.title, href: known.page ? `${new URL(known.page, root).href}#exercise-${slug}` : null };
    };

    /** Shows a state as the server tells it. */
    workbook.showProgress = function showProgress(told, exercises) {
        state = told;
        for (const exercise of exercises) {
            const known = told.exercises[exercise.id];
            if (known) {
                exercise.progressed(known);
            }
        }
        for (const box of document.querySelectorAll('[data-state-of]')) {
            const known = told.exercises[box.dataset.stateOf];
            if (known) {
                workbook.showState(box, known.state);
            }
        }
        markSidebar(told);
    };

    function markSidebar(told) {
        const pages = new Map();
        for (const { page, state: at } of Object.values(told.exercises)) {
            if (page) {
                const href = new URL(page, root).href;
                const counted = pages.get(href) ?? { solved: 0, tried: 0, all: 0 };
                counted.all += 1;
                counted.solved += at === 'solved' ? 1 : 0;
                counted.tried += at === 'tried' ? 1 : 0;
                pages.set(href, counted);
            }
        }
        // mdBook's own element fills the sidebar before the scripts at the end of the page run.
        for (const link of document.querySelectorAll('#mdbook-sidebar a[href]')) {
            if (!link.getAttribute('href').startsWith('#')) {
                link.querySelector('.wb-mark')?.remove();
                const counted = pages.get(link.href.split('#')[0]);
                const mark = counted && markFor(counted);
                if (mark) {
                    link.append(mark);
                }
            }
        }
    }

    function markFor({ solved, tried, all }) {
        if (solved + tried === 0) {
            return null;
        }
        const whole = solved === all;
        const words = whole ? 'all exercises solved' : `${solved} of ${all} exercises solved`;
        return element('span', { class: whole ? 'wb-mark wb-mark-whole' : 'wb-mark', title: words },
            element('span', { 'aria-hidden': 'true' }, whole ? '✓' : `${solved}/${all}`),
            element('span', { class: 'wb-hidden' }, `, ${words}`));
    }
})(window.workbook);
