//! Measurements as a drawing: requests to the right, memory for each upwards, both in steps that multiply.
//!
//! `measure.js` draws a reader's own figures into the same drawing: what the axes cover is in the element's data.

use super::actors;
use super::html::escape;
use crate::model::Record;
use std::fmt::Write;

/// An axis: the values at its ends, and where these are in the drawing.
struct Axis {
    values: [f64; 2],
    places: [f64; 2],
}

const REQUESTS: Axis = Axis {
    values: [100.0, 100_000.0],
    places: [70.0, 610.0],
};

const KIBIBYTES: Axis = Axis {
    values: [0.25, 32.0],
    places: [320.0, 20.0],
};

impl Axis {
    fn place(&self, value: f64) -> f64 {
        let [from, to] = self.places;
        let [least, most] = self.values;
        let part = (value / least).ln() / (most / least).ln();
        from + part.clamp(0.0, 1.0) * (to - from)
    }

    fn data(&self) -> String {
        let [[least, most], [from, to]] = [self.values, self.places];
        format!("[{least},{most},{from},{to}]")
    }
}

/// Who was measured, in the order of the records.
pub(super) fn contenders(records: &[Record]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for record in records {
        if !names.contains(&record.contender.as_str()) {
            names.push(&record.contender);
        }
    }
    names
}

pub(super) fn svg(records: &[Record]) -> String {
    let series: String = contenders(records)
        .into_iter()
        .map(|contender| one(contender, records))
        .collect();
    format!(
        "<svg role=\"img\" viewBox=\"0 0 720 380\" data-x=\"{}\" data-y=\"{}\">\
         <title>Memory for each request, by the number of requests that are open at once; a cross is where something \
         broke. The table below has the numbers.</title>{}{series}</svg>",
        REQUESTS.data(),
        KIBIBYTES.data(),
        grid()
    )
}

/// The lines at round numbers, and what they stand for.
fn grid() -> String {
    let mut grid = String::from("<g class=\"wb-chart-grid\">");
    let [left, right] = REQUESTS.places;
    let [bottom, top] = KIBIBYTES.places;
    for (value, label) in [
        (1e2, "100"),
        (1e3, "1,000"),
        (1e4, "10,000"),
        (1e5, "100,000"),
    ] {
        let x = REQUESTS.place(value);
        let _ = write!(
            grid,
            "<path d=\"M{x:.1} {bottom}V{top}\"/><text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
            bottom + 22.0
        );
    }
    for value in [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0] {
        let y = KIBIBYTES.place(value);
        let _ = write!(
            grid,
            "<path d=\"M{left} {y:.1}H{right}\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{value}</text>",
            left - 8.0,
            y + 5.0
        );
    }
    let _ = write!(
        grid,
        "<text x=\"340\" y=\"370\" text-anchor=\"middle\">requests at once</text>\
         <text x=\"-170\" y=\"18\" text-anchor=\"middle\" transform=\"rotate(-90)\">KiB for each</text></g>"
    );
    grid
}

/// A contender's points, the line through them, and the cross where it broke.
fn one(contender: &str, records: &[Record]) -> String {
    let records: Vec<&Record> = records
        .iter()
        .filter(|it| it.contender == contender)
        .collect();
    let points: Vec<(f64, f64)> = records.iter().filter_map(|record| point(record)).collect();
    let mut drawn = String::new();
    let line: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let _ = write!(drawn, "<polyline points=\"{}\"/>", line.join(" "));
    for (x, y) in &points {
        let _ = write!(drawn, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>");
    }
    let (last_x, y) = points
        .last()
        .copied()
        .unwrap_or((REQUESTS.places[0], KIBIBYTES.places[0]));
    let mut end = last_x;
    if let Some(broke) = records.iter().find(|record| record.broke.is_some()) {
        end = REQUESTS.place(broke.requests as f64);
        let sentence = escape(broke.broke.as_deref().unwrap_or_default());
        let _ = write!(
            drawn,
            "<path class=\"wb-chart-cross\" d=\"M{:.1} {:.1}l12 12m0 -12l-12 12\"><title>{sentence}</title></path>",
            end - 6.0,
            y - 6.0
        );
    }
    format!(
        "<g class=\"wb-chart-series wb-a{}\" data-contender=\"{name}\">{drawn}\
         <text x=\"{:.1}\" y=\"{:.1}\">{name}</text></g>",
        actors::colour(contender),
        end + 14.0,
        y + 5.0,
        name = escape(contender)
    )
}

/// Where a measurement is drawn, if it was answered and its memory can be told.
fn point(record: &Record) -> Option<(f64, f64)> {
    let each = record.bytes? as f64 / record.requests as f64;
    let x = REQUESTS.place(record.requests as f64);
    Some((x, KIBIBYTES.place(each / 1024.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(contender: &str, requests: u64, bytes: Option<u64>, broke: Option<&str>) -> Record {
        Record {
            contender: contender.to_owned(),
            requests,
            bytes,
            broke: broke.map(str::to_owned),
            says: String::new(),
        }
    }

    #[test]
    fn a_factor_is_the_same_distance_everywhere_on_an_axis() {
        let [a, b, c] = [100.0, 1_000.0, 10_000.0].map(|value| REQUESTS.place(value));
        assert!((b - a - (c - b)).abs() < 1e-9);
        assert_eq!(
            REQUESTS.place(1e9),
            REQUESTS.places[1],
            "what is off the axis is at its end"
        );
    }

    #[test]
    fn a_series_has_its_points_and_a_cross_with_the_sentence_where_it_broke() {
        let records = [
            record("tasks", 100, Some(102_400), None),
            record("tasks", 1_000, Some(512_000), None),
            record("tasks", 10_000, None, Some("broke: \"<EMFILE>\"")),
            record("threads", 100, Some(1_024_000), None),
        ];
        let svg = svg(&records);
        assert_eq!(svg.matches("<circle").count(), 3);
        assert_eq!(svg.matches("wb-chart-cross").count(), 1);
        assert!(
            svg.contains("<title>broke: &quot;&lt;EMFILE&gt;&quot;</title>"),
            "{svg}"
        );
        // One KiB is two of seven doublings above a quarter.
        assert!(svg.contains("<circle cx=\"70.0\" cy=\"234.3\""), "{svg}");
        assert_eq!(contenders(&records), ["tasks", "threads"]);
    }
}
