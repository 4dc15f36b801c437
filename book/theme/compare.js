// @ts-check
// Runs side by side: one above the other, on one axis.
'use strict';

window.workbook ??= {};

(function compare(workbook) {
    /**
     * The steps of a `figure.wb-compare`, whose timelines are looked at in one way.
     *
     * @param {HTMLElement} figure
     */
    workbook.compare = function compare(figure) {
        const view = new workbook.View();
        const foot = figure.querySelector('.wb-compare-foot');
        figure.querySelector('.wb-compare-head').append(view.tools);
        view.tellAt(foot);
        foot.after(view.legend.box);
        return [...figure.querySelectorAll('.wb-step')].map(section => new workbook.Step(section, view));
    };
})(window.workbook);
