//! The figures of a benchmark as one table: measured, the limit beside it, their ratio, the goal, and whether it is met.

use std::fmt::Write as _;

use crate::report::Report;

/// Reports by what they are compared for.
#[derive(Default)]
pub(super) struct Figures {
    pub saturated: Vec<Report>,
    pub grouped: Vec<Report>,
    pub echo: Vec<Report>,
    pub raw_redis: Vec<f64>,
    pub embedded: Vec<Report>,
    pub paced: Vec<Report>,
    pub grouped_paced: Vec<Report>,
    pub idle_echo: Option<Report>,
    pub start: Vec<Report>,
    pub grouped_storm: Vec<Report>,
    pub reconnect: Option<Report>,
    pub end: Option<Report>,
    pub proctors: Option<Report>,
    pub growth: Vec<Report>,
    pub ramp: Option<Report>,
    pub beyond: Option<Report>,
}

/// What a figure should be.
#[derive(Clone, Copy)]
enum Goal {
    AtMost { goal: f64, accept: f64 },
    AtLeast { goal: f64, accept: f64 },
    None,
}

struct Row {
    what: String,
    measured: String,
    beside: String,
    /// What the goal is about.
    ratio: f64,
    goal: Goal,
}

pub(super) fn render(figures: &Figures) -> String {
    let mut rows = side_by_side(figures);
    rows.extend(storms(figures));
    rows.extend(growth(figures));
    rows.extend(overload(figures));
    let mut text = String::from("| figure | Ukur | beside it | ratio or value | goal | |\n|---|---|---|---|---|---|\n");
    for row in rows {
        let (goal, verdict) = judged(row.ratio, row.goal);
        let value = number(row.ratio);
        let _ = writeln!(text, "| {} | {} | {} | {value} | {goal} | {verdict} |", row.what, row.measured, row.beside);
    }
    let _ = writeln!(text, "\nLost or doubled answers in all runs: {}.", unclean(figures));
    text
}

fn side_by_side(figures: &Figures) -> Vec<Row> {
    let rate = |reports: &[Report]| median(reports.iter().map(|report| report.acked_per_s));
    let whole = |reports: &[Report]| median(reports.iter().filter_map(whole_cpu));
    let server = |reports: &[Report]| median(reports.iter().filter_map(|report| report.server_cpu_us_per_answer));
    let p99 = |reports: &[Report]| median(reports.iter().map(|report| report.ack_ms.p99));
    let (acked, raw) = (rate(&figures.saturated), median(figures.raw_redis.iter().copied()));
    let compared = |what: &str, unit: &str, own: f64, other: (&str, f64), goal: Goal| Row {
        what: what.to_owned(),
        measured: format!("{} {unit}", number(own)),
        beside: format!("{} {unit} ({})", number(other.1), other.0),
        ratio: own / other.1,
        goal,
    };
    let (most, least) = (|goal, accept| Goal::AtMost { goal, accept }, |goal, accept| Goal::AtLeast { goal, accept });
    vec![
        compared(
            "CPU of an acked durable answer, server + Redis, 400 in a closed loop",
            "µs",
            whole(&figures.saturated),
            ("bare server + Redis", whole(&figures.grouped)),
            most(1.6, 3.0),
        ),
        compared(
            "CPU of the server alone",
            "µs",
            server(&figures.saturated),
            ("bare echo", server(&figures.echo)),
            Goal::None,
        ),
        compared(
            "CPU of the server alone",
            "µs",
            server(&figures.saturated),
            ("bare grouped write", server(&figures.grouped)),
            Goal::None,
        ),
        compared("acked durable answers", "/s", acked, ("bare echo", rate(&figures.echo)), least(0.45, 0.25)),
        compared("acked durable answers", "/s", acked, ("bare grouped write", rate(&figures.grouped)), Goal::None),
        compared("acked durable answers", "/s", acked, ("raw HSET, c400 P16", raw), least(0.11, 0.06)),
        compared(
            "ack p99, 400 × 1 answer/s",
            "ms",
            p99(&figures.paced),
            ("bare grouped write", p99(&figures.grouped_paced)),
            most(2.0, 2.0),
        ),
        compared(
            "embedded stores, acked",
            "/s",
            rate(&figures.embedded),
            ("Redis + PostgreSQL", acked),
            least(0.5, 0.5),
        ),
    ]
}

fn storms(figures: &Figures) -> Vec<Row> {
    let of = |take: fn(&Report) -> f64| median(figures.start.iter().map(take));
    let bare = median(figures.grouped_storm.iter().map(|report| report.start_ms.max));
    let last = of(|report| report.start_ms.max);
    let cpu = median(figures.start.iter().filter_map(|report| report.start_cpu_us)) / 1_000.0;
    let mut rows = vec![
        Row {
            what: "400 sign in and start within one second: the last first item, ms".to_owned(),
            measured: format!(
                "p50 {}, p99 {}, max {} ms",
                number(of(|r| r.start_ms.p50)),
                number(of(|r| r.start_ms.p99)),
                number(last)
            ),
            beside: format!("{} ms (bare, connect and first message)", number(bare)),
            ratio: last,
            goal: Goal::AtMost { goal: 500.0, accept: 2_000.0 },
        },
        valued("CPU of a sign-in and start, server + stores, ms", cpu, Goal::AtMost { goal: 0.7, accept: 2.0 }),
    ];
    let more = |report: &Option<Report>, name: &str| report.as_ref().and_then(|report| report.more.get(name).copied());
    for (what, value) in [
        ("switch reboots, 400 lines drop: the last is back after, ms", more(&figures.reconnect, "back_ms_max")),
        (
            "common deadline, 400 answering: between the first and the last who is told, ms",
            more(&figures.end, "told_of_the_end_spread_ms"),
        ),
        ("and the last final record is stored after, ms", more(&figures.end, "records_after_the_last_was_told_ms")),
        (
            "20 boards on 400 candidates: 99 % of frames come within, ms",
            more(&figures.proctors, "between_frames_ms_p99"),
        ),
    ] {
        rows.extend(value.map(|value| valued(what, value, Goal::None)));
    }
    rows
}

fn growth(figures: &Figures) -> Vec<Row> {
    let Some(first) = figures.growth.first() else { return Vec::new() };
    let base = whole_cpu(first).unwrap_or(f64::NAN);
    let mut rows = Vec::new();
    for report in &figures.growth {
        let cpu = whole_cpu(report).unwrap_or(f64::NAN);
        let who = format!("{} candidates, an answer each in 20 s", report.candidates);
        rows.push(Row {
            what: format!("{who}: CPU of an answer, server + stores"),
            measured: format!("{} µs", number(cpu)),
            beside: format!("{} µs (at {})", number(base), first.candidates),
            ratio: cpu / base,
            goal: Goal::None,
        });
        rows.push(valued(
            &format!("{who}: ack p99, ms"),
            report.ack_ms.p99,
            Goal::AtMost { goal: 100.0, accept: 100.0 },
        ));
        if let Some(bytes) = report.rss_bytes_per_connection {
            let what =
                format!("{} candidates: memory of each, the server's own share of it in it, KB", report.candidates);
            rows.push(valued(&what, bytes / 1_000.0, Goal::None));
        }
    }
    rows.extend(memory_of_one_more(figures));
    rows
}

/// Between the second and the largest number: what everybody shares, as the bank and its pieces, is in both.
fn memory_of_one_more(figures: &Figures) -> Option<Row> {
    let [_, few, .., many] = figures.growth.as_slice() else { return None };
    #[allow(clippy::cast_precision_loss, reason = "numbers of people fit a double")]
    let whole = |report: &Report| Some(report.rss_bytes_per_connection? * report.candidates as f64);
    #[allow(clippy::cast_precision_loss, reason = "numbers of people fit a double")]
    let more = (many.candidates - few.candidates) as f64;
    let bytes = (whole(many)? - whole(few)?) / more;
    let echo = figures.idle_echo.as_ref().and_then(|report| report.rss_bytes_per_connection);
    Some(Row {
        what: "memory of one more candidate in an open attempt, KB".to_owned(),
        measured: format!("{} B", number(bytes)),
        beside: echo.map_or_else(String::new, |echo| format!("{} B (bare echo, idle)", number(echo))),
        ratio: bytes / 1_000.0,
        goal: Goal::AtMost { goal: 12.0, accept: 24.0 },
    })
}

fn overload(figures: &Figures) -> Vec<Row> {
    let (Some(ramp), Some(beyond)) = (&figures.ramp, &figures.beyond) else {
        return Vec::new();
    };
    let knee = ramp.more.get("knee_acked_per_s").copied().unwrap_or(f64::NAN);
    let saturated = median(figures.saturated.iter().map(|report| report.acked_per_s));
    let more = |name: &str| beyond.more.get(name).copied().unwrap_or(f64::NAN);
    let shed = beyond.errors.get("http 503").copied().unwrap_or(0);
    let late = format!("sign-ins asked to come again meanwhile: {shed}; the last is in after the crowd, ms");
    vec![
        valued("knee: most acked answers a second with p99 ≤ 100 ms, 400 candidates", knee, Goal::None),
        Row {
            what: format!("{} in a closed loop: four times what is under way at the knee", beyond.candidates),
            measured: format!("{} /s, p99 {} ms", number(beyond.acked_per_s), number(beyond.ack_ms.p99)),
            beside: format!("{} /s (400 in a closed loop)", number(saturated)),
            ratio: beyond.acked_per_s / saturated,
            goal: Goal::None,
        },
        valued(&late, more("last_late_in_after_the_crowd_ms"), Goal::None),
        valued("ack p99 right after it, an answer each in 10 s, ms", more("afterwards_ack_ms_p99"), Goal::None),
    ]
}

fn valued(what: &str, value: f64, goal: Goal) -> Row {
    Row { what: what.to_owned(), measured: number(value), beside: String::new(), ratio: value, goal }
}

/// Processor time of server and stores by answer, in microseconds.
fn whole_cpu(report: &Report) -> Option<f64> {
    Some(report.server_cpu_us_per_answer? + report.store_cpu_us_per_answer().unwrap_or(0.0))
}

fn judged(value: f64, goal: Goal) -> (String, &'static str) {
    let verdict = |is_met: bool, is_accepted: bool| match (is_met, is_accepted) {
        (true, _) => "met",
        (false, true) => "accepted",
        (false, false) => "missed",
    };
    match goal {
        Goal::AtMost { goal, accept } => (format!("≤ {goal} ({accept})"), verdict(value <= goal, value <= accept)),
        Goal::AtLeast { goal, accept } => (format!("≥ {goal} ({accept})"), verdict(value >= goal, value >= accept)),
        Goal::None => (String::new(), ""),
    }
}

fn unclean(figures: &Figures) -> u64 {
    let lists = [&figures.saturated, &figures.embedded, &figures.paced, &figures.start, &figures.growth];
    let singles = [&figures.reconnect, &figures.end, &figures.proctors, &figures.ramp, &figures.beyond];
    let all = lists.into_iter().flatten().chain(singles.into_iter().flatten());
    all.map(|report| report.lost.unwrap_or(0) + report.doubled.unwrap_or(0)).sum()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Three figures that count.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_have_three_verdicts() {
        let most = Goal::AtMost { goal: 1.0, accept: 2.0 };
        assert_eq!([0.9, 1.5, 2.5].map(|value| judged(value, most).1), ["met", "accepted", "missed"]);
        let least = Goal::AtLeast { goal: 2.0, accept: 1.0 };
        assert_eq!([2.1, 1.5, 0.5].map(|value| judged(value, least).1), ["met", "accepted", "missed"]);
        assert_eq!(judged(f64::NAN, most).1, "missed", "what was not measured is not met");
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(number(median([3.0, 1.0, 200.0].into_iter())), "3.00");
        assert!(median(std::iter::empty()).is_nan());
    }
}
