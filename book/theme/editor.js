// @ts-check
// mdBook's Ace on a reader's file, made to behave in a page that is read with the keyboard.
'use strict';

window.workbook ??= {};

(function editor(workbook) {
    const DARK = ['coal', 'navy', 'ayu'];
    // Each of these would load a further script, which mdBook does not ship; the browser's own
    // search finds what is on the page.
    const NOT_SHIPPED = ['find', 'findnext', 'findprevious', 'replace', 'showSettingsMenu', 'goToNextError',
        'goToPreviousError', 'gotoline', 'openCommandPallete'];

    workbook.hasEditor = () => typeof window.ace !== 'undefined';

    /**
     * Opens an editor in `box`.
     * @param {HTMLElement} box
     * @param {{ label: string, text: string, save: () => void, check: () => void, leave: () => void, changed: () => void }} options
     */
    workbook.edit = function edit(box, { label, text, save, check, leave, changed }) {
        const made = window.ace.edit(box);
        made.$blockScrolling = Infinity;
        made.setOptions({
            mode: 'ace/mode/rust',
            theme: aceTheme(),
            // As the code beside it.
            fontSize: '1.3rem',
            showPrintMargin: false,
            highlightActiveLine: false,
            highlightGutterLine: false,
            minLines: 6,
            maxLines: 40,
            tabSize: 4,
            useSoftTabs: true,
            useWorker: false,
            scrollPastEnd: 0,
        });
        made.renderer.setPadding(8);
        made.renderer.setScrollMargin(8, 8, 0, 0);
        made.setValue(text, -1);
        made.getSession().getUndoManager().reset();
        made.commands.removeCommands(NOT_SHIPPED.filter(name => made.commands.commands[name]));
        const command = (name, bindKey, exec) => made.commands.addCommand({ name, bindKey, exec, readOnly: true });
        command('save', { win: 'Ctrl-S', mac: 'Command-S|Ctrl-S' }, save);
        command('check', { win: 'Ctrl-Enter', mac: 'Command-Enter|Ctrl-Enter' }, check);
        // Tab indents here, so Escape is the way out for whoever has no mouse.
        command('leave', 'Esc', () => (made.inMultiSelectMode ? made.exitMultiSelectMode() : leave()));
        made.textInput.getElement().setAttribute('aria-label', `${label}. Tab indents; Escape leaves the editor.`);
        made.on('change', changed);
        // Beside the arrows and s, Escape means something to mdBook: it closes the search.
        workbook.keepKeys(box);
        // mdBook gives every editor in this list the theme that the reader chooses.
        (window.editors ??= []).push(made);
        return made;
    };

    function aceTheme() {
        const dark = DARK.some(theme => document.documentElement.classList.contains(theme));
        return dark ? 'ace/theme/tomorrow_night' : 'ace/theme/dawn';
    }
})(window.workbook);
