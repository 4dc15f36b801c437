//! An exercise: the reader's file, the verdicts, what helps.

use crate::support::lab::{Wish, in_browser};
use crate::support::page::{Page, editor_text};
use crate::{CONTROL, DEREGISTER, ENTER, ONESHOT, TIMER};
use std::fs;

#[test]
fn an_exercise_is_broken_then_wrong_then_solved_and_progress_outlives_a_reload() {
    in_browser(Wish::running(&["ch04/deregister"]), async |page| {
        page.read().await;
        let verdict = format!("{DEREGISTER} .wb-verdict");
        page.find(&format!("{DEREGISTER} .ace_text-input"))
            .await
            .click()
            .await
            .ok();
        page.value(&format!(
            "document.querySelector('{DEREGISTER} .ace_text-input').focus()"
        ))
        .await;
        page.keys("nonsense ").await;
        page.chord(CONTROL, ENTER).await;
        page.until_says(&format!("{verdict} strong"), "Does not compile")
            .await;
        assert!(page.says(&format!("{verdict} pre")).await.contains("error"));

        let exercise = page.lab.workspace.exercise("ch04/deregister").unwrap();
        page.paste(DEREGISTER, &exercise.skeleton().unwrap()).await;
        page.press(DEREGISTER, "Check").await;
        page.until_says(&format!("{verdict} strong"), "Not yet")
            .await;
        page.until_says(
            &format!("{verdict} .wb-difference .wb-row-got"),
            "[red hall]",
        )
        .await;

        page.press(DEREGISTER, "Hint 1").await;
        page.until(&format!(
            "document.querySelectorAll('{DEREGISTER} .wb-hints li').length === 1"
        ))
        .await;

        page.paste(DEREGISTER, &exercise.reference().unwrap()).await;
        page.press(DEREGISTER, "Check").await;
        page.until_says(&format!("{verdict} strong"), "Solved")
            .await;
        page.until(&format!("document.querySelector('{verdict} .wb-next')"))
            .await;
        let compared = format!("{verdict} .wb-compared");
        assert_eq!(
            page.says(&compared).await,
            "Your code and the reference are the same."
        );
        assert_eq!(
            fs::read_to_string(&exercise.file).unwrap(),
            exercise.reference().unwrap()
        );

        // Whoever has solved it is not asked.
        page.press(DEREGISTER, "Solution").await;
        page.until_says(
            &format!("{DEREGISTER} .wb-solution"),
            "deregister(&mut guest)",
        )
        .await;
        assert_eq!(
            page.shown(&format!("{DEREGISTER} .wb-question-box")).await,
            0
        );

        let beside = format!("{DEREGISTER} .wb-solution .wb-compared");
        assert_eq!(page.shown(&beside).await, 1);

        // The reader's way to do it, next to the reference's.
        let own = exercise.reference().unwrap().replace(
            "deregister(&mut guest)?;",
            "deregister(&mut guest)?; // out",
        );
        page.paste(DEREGISTER, &own).await;
        page.press(DEREGISTER, "Check").await;
        page.until_says(&format!("{compared} .wb-row-yours:not(.wb-key)"), "// out")
            .await;
        let reference = page
            .says(&format!("{compared} .wb-row-reference:not(.wb-key)"))
            .await;
        assert!(
            reference.contains("deregister(&mut guest)?;") && !reference.contains("// out"),
            "{reference}"
        );
        assert!(
            page.says(&format!("{compared} .wb-row-left-out"))
                .await
                .contains("equal lines")
        );

        page.client.refresh().await.unwrap();
        page.until_says(&format!("{DEREGISTER} .wb-state"), "solved")
            .await;
        page.until("[...document.querySelectorAll('#mdbook-sidebar .wb-mark')].some(mark => mark.textContent.includes('exercises solved'))").await;
        page.until(&format!(
            "document.querySelectorAll('{DEREGISTER} .wb-hints li').length === 1"
        ))
        .await;
    });
}

/// The reader's lines are red and have the minus; what was expected is green and has the plus.
async fn yours_is_the_line_that_is_off(page: &Page, verdict: &str) {
    for (kind, name, sign, redness) in [
        ("got", "yours", "−", 1.0),
        ("expected", "expected", "+", -1.0),
    ] {
        let row = format!("{verdict} pre .wb-row-{kind}");
        assert_eq!(page.says(&format!("{row} .wb-sign")).await, sign);
        assert_eq!(
            page.says(&format!("{row} .wb-hidden")).await,
            format!("{name}: ")
        );
        assert_eq!(
            page.says(&format!("{verdict} .wb-key.wb-row-{kind}")).await,
            format!("{sign} {name}")
        );
        let colours = "[...getComputedStyle(row).backgroundColor.matchAll(/[0-9.]+/g)].map(Number)";
        let more_red = page
            .value(&format!("(row => {{ const [red, green] = {colours}; return red - green; }})(document.querySelector('{row}'))"))
            .await;
        assert!(
            more_red.as_f64().unwrap() * redness > 0.0,
            "{kind}: {more_red}"
        );
    }
}

#[test]
fn a_file_that_changes_on_disk_is_taken_or_asked_about() {
    in_browser(Wish::running(&["ch04/oneshot-rearm"]), async |page| {
        page.read().await;
        let file = page
            .lab
            .workspace
            .exercise("ch04/oneshot-rearm")
            .unwrap()
            .file
            .clone();
        let text = editor_text(ONESHOT);
        let skeleton = page.edited(ONESHOT).await;
        fs::write(&file, format!("{skeleton}// saved elsewhere\n")).unwrap();
        page.until(&format!("{text}.includes('saved elsewhere')"))
            .await;

        page.paste(ONESHOT, "// mine\n").await;
        fs::write(&file, "// theirs\n").unwrap();
        page.until_says(
            &format!("{ONESHOT} .wb-questions"),
            "changed outside this page",
        )
        .await;
        assert_eq!(page.edited(ONESHOT).await, "// mine\n");
        page.press(ONESHOT, "Keep mine").await;
        page.until_says(&format!("{ONESHOT} .wb-status-text"), "Saved")
            .await;
        assert_eq!(fs::read_to_string(&file).unwrap(), "// mine\n");

        page.paste(ONESHOT, "// mine again\n").await;
        fs::write(&file, "// theirs again\n").unwrap();
        page.press(ONESHOT, "Take").await;
        page.until(&format!("{text} === '// theirs again\\n'"))
            .await;

        page.press(ONESHOT, "Reset").await;
        page.press(ONESHOT, "Put it back").await;
        page.until_says(
            &format!("{ONESHOT} .wb-status-text"),
            "The skeleton is back",
        )
        .await;
        let skeleton = page
            .lab
            .workspace
            .exercise("ch04/oneshot-rearm")
            .unwrap()
            .skeleton()
            .unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), skeleton);
    });
}

#[test]
fn a_failed_check_shows_its_trace_and_so_does_one_that_never_ends() {
    in_browser(Wish::running(&["ch04/timer"]), async |page| {
        page.read().await;
        let verdict = format!("{TIMER} .wb-verdict");
        let exercise = page.lab.workspace.exercise("ch04/timer").unwrap();
        page.paste(TIMER, &exercise.skeleton().unwrap()).await;
        page.press(TIMER, "Check").await;
        page.until_says(&format!("{verdict} strong"), "Not yet")
            .await;
        assert!(page.says(&verdict).await.contains("[timers] set the clock"));
        yours_is_the_line_that_is_off(page, &verdict).await;

        // Printing without an end is found out at once; a loop in silence takes the ten seconds.
        let reference = exercise.reference().unwrap();
        let (before, after) = reference.split_once("    pub fn insert(").unwrap();
        let (head, body) = after.split_once("{\n").unwrap();
        let endless = "while std::hint::black_box(true) { trace!(\"timers\", \"goes round\"); }\n";
        let text = format!("{before}    pub fn insert({head}{{\n{endless}{body}");
        page.paste(TIMER, &text).await;
        page.press(TIMER, "Check").await;
        page.until_says(&verdict, "wrote more than 4 MiB").await;
        let says = page.says(&verdict).await;
        assert!(says.contains("The last lines of its trace"), "{says}");
        assert!(says.contains("[timers] goes round"), "{says}");
    });
}

#[test]
fn the_solution_is_shown_to_whoever_insists() {
    in_browser(Wish::running(&["ch04/timer"]), async |page| {
        page.read().await;
        let answer = format!("{TIMER} .wb-solution");
        page.press(TIMER, "Solution").await;
        page.until_says(&format!("{TIMER} .wb-questions"), "not solved this yet")
            .await;
        page.press(TIMER, "Not yet").await;
        assert_eq!(page.shown(&answer).await, 0);
        page.press(TIMER, "Solution").await;
        page.press(TIMER, "Show it").await;
        page.until(&format!("document.activeElement.matches('{answer} pre')"))
            .await;
        assert_eq!(page.shown(&format!("{answer} .wb-compared")).await, 0);
        let exercise = page.lab.workspace.exercise("ch04/timer").unwrap();
        assert_eq!(
            page.says(&format!("{answer} code")).await,
            exercise.reference().unwrap()
        );
    });
}
