//! HTML tables → GFM tables.

use ego_tree::NodeRef;
use scraper::Node;

use super::list::{Block, joined};

/// Cells that a merged one may fill; more is an attack.
const MAX_SPAN: usize = 50;
const MAX_CELLS: usize = 2_000;

/// The cells of a table, merged ones repeated, and what has to be said about them.
pub(super) struct Grid<'a> {
    pub(super) rows: Vec<Vec<NodeRef<'a, Node>>>,
    pub(super) header: bool,
    pub(super) notes: Vec<&'static str>,
}

/// Where the text of a column stands.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Side {
    #[default]
    Unsaid,
    Left,
    Centre,
    Right,
}

impl Side {
    fn of(cell: NodeRef<'_, Node>) -> Self {
        let Node::Element(element) = cell.value() else { return Self::Unsaid };
        let mut classes = element.attr("class").unwrap_or_default().split_whitespace();
        let class = classes.find_map(|name| name.strip_prefix("qti-align-"));
        let mut rules = element.attr("style").unwrap_or_default().split(';').filter_map(|rule| rule.split_once(':'));
        let style = rules.find(|(name, _)| name.trim() == "text-align").map(|(_, value)| value.trim());
        match class.or(style).or_else(|| element.attr("align")).unwrap_or_default().to_ascii_lowercase().as_str() {
            "left" => Self::Left,
            "center" => Self::Centre,
            "right" => Self::Right,
            _ => Self::Unsaid,
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::Unsaid => "---|",
            Self::Left => ":---|",
            Self::Centre => ":---:|",
            Self::Right => "---:|",
        }
    }
}

impl Grid<'_> {
    /// Of each column: what most of its cells below the first say, or the first where it stands alone.
    pub(super) fn sides(&self) -> Vec<Side> {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let below = if self.rows.len() > 1 { &self.rows[1..] } else { &self.rows[..] };
        let side = |column: usize| {
            let said: Vec<Side> = below.iter().filter_map(|row| row.get(column)).map(|cell| Side::of(*cell)).collect();
            let times = |side: &Side| said.iter().filter(|other| *other == side).count();
            [Side::Right, Side::Centre, Side::Left].into_iter().find(|side| times(side) * 2 > said.len())
        };
        (0..width).map(|column| side(column).unwrap_or_default()).collect()
    }
}

pub(super) fn grid(table: NodeRef<'_, Node>) -> Grid<'_> {
    let mut grid = Grid { rows: Vec::new(), header: false, notes: Vec::new() };
    // Cells of rows above that reach down: column → (rows left, cell).
    let mut hanging: Vec<Option<(usize, NodeRef<'_, Node>)>> = Vec::new();
    let mut count = 0;
    for tr in rows_of(table) {
        let cells: Vec<_> = tr.children().filter(|cell| named(*cell, &["td", "th"])).collect();
        if grid.rows.is_empty() {
            grid.header = !cells.is_empty() && cells.iter().all(|cell| named(*cell, &["th"]))
                || tr.parent().is_some_and(|parent| named(parent, &["thead"]));
        }
        let row = fill(&cells, &mut hanging, &mut grid.notes);
        count += row.len();
        if count > MAX_CELLS {
            grid.notes.push("a table was cut: it has too many cells");
            break;
        }
        if !row.is_empty() {
            grid.rows.push(row);
        }
    }
    grid
}

/// One row, with the cells that reach into it.
fn fill<'a>(
    cells: &[NodeRef<'a, Node>],
    hanging: &mut Vec<Option<(usize, NodeRef<'a, Node>)>>,
    notes: &mut Vec<&'static str>,
) -> Vec<NodeRef<'a, Node>> {
    let mut row = Vec::new();
    let mut cells = cells.iter();
    loop {
        let column = row.len();
        if let Some(Some((left, cell))) =
            hanging.get_mut(column).map(Option::as_mut).map(|slot| slot.map(|s| (&mut s.0, s.1)))
        {
            row.push(cell);
            *left -= 1;
            if *left == 0 {
                hanging[column] = None;
            }
            continue;
        }
        let Some(cell) = cells.next() else { break };
        let (wide, high) = (span(*cell, "colspan"), span(*cell, "rowspan"));
        if wide > 1 || high > 1 {
            notes.push("merged cells of a table were filled");
        }
        for _ in 0..wide {
            hanging.resize(hanging.len().max(row.len() + 1), None);
            let at = row.len();
            hanging[at] = (high > 1).then_some((high - 1, *cell));
            row.push(*cell);
        }
    }
    row
}

fn span(cell: NodeRef<'_, Node>, name: &str) -> usize {
    let Node::Element(element) = cell.value() else { return 1 };
    element.attr(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1).clamp(1, MAX_SPAN)
}

fn named(node: NodeRef<'_, Node>, names: &[&str]) -> bool {
    matches!(node.value(), Node::Element(element) if names.contains(&element.name()))
}

fn rows_of(table: NodeRef<'_, Node>) -> Vec<NodeRef<'_, Node>> {
    let mut rows = Vec::new();
    for child in table.children() {
        if named(child, &["tr"]) {
            rows.push(child);
        } else if named(child, &["thead", "tbody", "tfoot"]) {
            rows.extend(child.children().filter(|row| named(*row, &["tr"])));
        }
    }
    rows
}

/// The first row is the header; short rows are filled with empty cells.
pub(super) fn written(rows: &[Vec<Vec<Block>>], sides: &[Side]) -> String {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut lines = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let cells: Vec<String> =
            (0..width).map(|column| row.get(column).map_or_else(String::new, |cell| flat(cell))).collect();
        lines.push(format!("| {} |", cells.join(" | ")));
        if index == 0 {
            let rule = |column: usize| sides.get(column).copied().unwrap_or_default().rule();
            lines.push(format!("|{}", (0..width).map(rule).collect::<String>()));
        }
    }
    lines.join("\n")
}

/// Blocks on one line.
fn flat(blocks: &[Block]) -> String {
    let text = joined(blocks).replace("\\\n", "<br>").replace("\n\n", "<br>").replace('\n', "<br>");
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    for sign in text.chars() {
        if sign == '|' && !escaped {
            out.push('\\');
        }
        escaped = sign == '\\' && !escaped;
        out.push(sign);
    }
    out
}
