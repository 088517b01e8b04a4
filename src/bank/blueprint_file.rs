//! `blueprints/<id>.toml` → `Blueprint`. Whether a bank can satisfy it is `domain::assembly::available`.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::adaptive_table::{Shape, adaptive};
use super::course::{minutes, navigation, skipped, timing};
use super::fault::{BankFault, Faults};
use super::fields::{self, At, Fields, Source};
use super::files::{BankFiles, hex};
use super::manifest::{MAX_ID, MAX_TITLE, id, is_id};
use super::markup::{Renderer, Spot};
use super::page::Passage;
use super::text::decode;
use crate::domain::blueprint::{Blueprint, Cell, SectionRule, Timing};
use crate::domain::category::Cuts;
use crate::domain::ids::{BankId, BlueprintId, BlueprintVersion, CompetencyId, DomainId};
use crate::domain::item::{Difficulty, Html};

/// A section for each domain; more would be another kind of test.
const MAX_SECTIONS: usize = 8;
const MAX_CELLS: usize = 100;
/// A form is sent to a browser whole and answered in one sitting.
const MAX_ITEMS: u16 = 300;
const MAX_WEIGHT: f64 = 1_000.0;
const MAX_INSTRUCTIONS: usize = 8_000;
const MAX_SOURCE: usize = 600;

/// Reads every `<id>.toml` of a blueprint folder; anything else in it is a fault.
pub fn load_blueprints(files: &BankFiles) -> Result<Vec<Blueprint>, Vec<BankFault>> {
    let (mut blueprints, mut all) = (Vec::new(), Vec::new());
    for (path, bytes) in files.iter() {
        match parse_blueprint(path, bytes) {
            Ok(blueprint) => blueprints.push(blueprint),
            Err(faults) => all.extend(faults),
        }
    }
    if all.is_empty() { Ok(blueprints) } else { Err(all) }
}

/// Reads one blueprint; `file` is its name, `<id>.toml`.
pub fn parse_blueprint(file: &str, bytes: &[u8]) -> Result<Blueprint, Vec<BankFault>> {
    let mut faults = Faults::of(file);
    let blueprint = decode(bytes, &mut faults).and_then(|text| read(file, text, &mut faults));
    match blueprint {
        Some(blueprint) if faults.len() == 0 => Ok(blueprint),
        _ => Err(faults.into_found()),
    }
}

fn read(file: &str, text: &str, faults: &mut Faults) -> Option<Blueprint> {
    let source = Source { text, first_line: 1 };
    let table = fields::parse(source, faults)?;
    let mut fields = Fields::new(&table, source);
    let id = id(&mut fields, '-', faults);
    if let Some(At { value, line }) = id.as_ref().filter(|at| file.strip_suffix(".toml") != Some(&at.value)) {
        faults.add(*line, "id", "id_is_not_file_name", format!("the file is {file}, the id says `{value}`"));
    }
    let title = fields.text("title", MAX_TITLE, faults);
    let bank = bank(&mut fields, faults);
    let navigation = navigation(&mut fields, faults);
    let timing = timing(&mut fields, faults);
    let free_domain_order = fields.flag("free_domain_order", false, faults);
    let shuffle_options = fields.flag("shuffle_options", true, faults);
    let instructions = instructions(&mut fields, faults);
    let cuts_source = fields.text("cuts_source", MAX_SOURCE, faults);
    let cuts = cuts(&mut fields, faults);
    let trial = fields.flag("trial", false, faults);
    let skipped = skipped(&mut fields, trial, faults);
    let mut sections = sections(&mut fields, timing, faults);
    for cell in sections.iter_mut().flat_map(|section| &mut section.cells) {
        cell.trial = trial;
    }
    let adaptive = adaptive(&mut fields, faults);
    if let Some((rule, line)) = adaptive {
        let shape = Shape { navigation, timing, free_domain_order, skipped, sections: sections.len() };
        shape.check(rule, line, faults);
    }
    fields.finish(faults);
    Some(Blueprint {
        id: BlueprintId::new(id?.value),
        version: BlueprintVersion::new(hex(&Sha256::digest(text))),
        title: title?.value,
        bank: bank?,
        navigation: navigation?,
        timing: timing?,
        free_domain_order,
        shuffle_options,
        skipped,
        sections,
        cuts: cuts?,
        cuts_source: cuts_source?.value,
        instructions: instructions?,
        adaptive: adaptive.map(|(rule, _)| rule),
    })
}

fn bank(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<BankId> {
    let At { value, line } = fields.text("bank", MAX_ID, faults)?;
    if !is_id(&value, '-') {
        faults.add(line, "bank", "bad_id", format!("`{value}` is no id of a bank"));
    }
    Some(BankId::new(value))
}

fn instructions(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Html> {
    let At { value, line } = fields.long_text("instructions", MAX_INSTRUCTIONS, faults)?;
    let pictures = BTreeMap::new();
    let spot = Spot { field: "instructions", max: MAX_INSTRUCTIONS };
    Some(Renderer { pictures: &pictures }.block(&Passage { text: value, line }, spot, faults))
}

fn cuts(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Cuts> {
    let mut table = fields.table("cuts", faults)?;
    let names = ["cukup_potensial", "potensial", "sangat_potensial"];
    let [cukup, potensial, sangat] = names.map(|name| table.number(name, faults));
    let line = table.line();
    table.finish(faults);
    let cuts = Cuts::new(cukup?.value, potensial?.value, sangat?.value);
    cuts.map_err(|fault| faults.add(line, "cuts", "cut_scores", fault.to_string())).ok()
}

fn sections(fields: &mut Fields<'_, '_>, timing: Option<Timing>, faults: &mut Faults) -> Vec<SectionRule> {
    let tables = fields.tables("section", faults);
    let count = tables.len();
    let sections: Vec<_> = tables.into_iter().filter_map(|table| section(table, timing, faults)).collect();
    if !(1..=MAX_SECTIONS).contains(&count) {
        let message = format!("{count} sections; 1 to {MAX_SECTIONS} are allowed");
        faults.add(fields.line(), "section", "list_size", message);
    }
    let items = sections.iter().fold(0_u16, |sum, section| sum.saturating_add(section.items()));
    if items > MAX_ITEMS {
        faults.add(
            fields.line(),
            "section",
            "too_many_items",
            format!("{items} items; at most {MAX_ITEMS} are allowed"),
        );
    }
    let domains: BTreeSet<&DomainId> = sections.iter().map(|section| &section.domain).collect();
    if domains.len() < sections.len() {
        faults.add(fields.line(), "section", "repeated", "a domain has two sections");
    }
    sections
}

fn section(mut fields: Fields<'_, '_>, timing: Option<Timing>, faults: &mut Faults) -> Option<SectionRule> {
    let domain = fields.text("domain", MAX_ID, faults);
    if let Some(At { value, line }) = domain.as_ref().filter(|at| !is_id(&at.value, '_')) {
        faults.add(*line, "section.domain", "bad_id", format!("`{value}` is no id of a domain"));
    }
    let title = fields.text("title", MAX_TITLE, faults);
    let weight = weight(&mut fields, faults);
    // With one clock, `minutes` is left unread, so that it is an unknown field here.
    let limit = if timing == Some(Timing::BySection) { Some(minutes(&mut fields, faults)?) } else { None };
    let tables = fields.tables("cell", faults);
    let line = fields.line();
    if !(1..=MAX_CELLS).contains(&tables.len()) {
        let message = format!("{} cells; 1 to {MAX_CELLS} are allowed", tables.len());
        faults.add(line, "section.cell", "list_size", message);
    }
    let cells = tables.into_iter().filter_map(|table| cell(table, faults)).collect();
    fields.finish(faults);
    Some(SectionRule { domain: DomainId::new(domain?.value), title: title?.value, limit, weight: weight?, cells })
}

fn weight(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<f64> {
    let At { value, line } = fields.number("weight", faults)?;
    if value > 0.0 && value <= MAX_WEIGHT {
        return Some(value);
    }
    faults.add(line, "section.weight", "out_of_range", format!("a weight is above 0 and at most {MAX_WEIGHT}"));
    None
}

fn cell(mut fields: Fields<'_, '_>, faults: &mut Faults) -> Option<Cell> {
    let competency = fields.optional_text("competency", MAX_ID, faults).map(|at| CompetencyId::new(at.value));
    let difficulty = fields.optional_text("difficulty", MAX_ID, faults);
    let known = difficulty.as_ref().and_then(|at| Difficulty::from_name(&at.value));
    if let (Some(At { value, line }), None) = (&difficulty, known) {
        faults.add(
            *line,
            &fields.name("difficulty"),
            "unknown_name",
            format!("`{value}` is none of easy, medium, hard"),
        );
    }
    let count = fields.whole("count", 1..i64::from(MAX_ITEMS) + 1, faults);
    fields.finish(faults);
    Some(Cell { competency, difficulty: known, count: u16::try_from(count?.value).ok()?, trial: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::blueprint::Skipped;
    use crate::domain::time::Span;

    const GOOD: &str = "id = \"t\"\ntitle = \"T\"\nbank = \"umum\"\nnavigation = \"free\"\ntiming = \"whole\"\nminutes = 90\n\
        instructions = \"\"\"\nBaca **semua**.\n\"\"\"\ncuts_source = \"lokal\"\n\
        [cuts]\ncukup_potensial = 55\npotensial = 70\nsangat_potensial = 85\n\
        [[section]]\ndomain = \"technical\"\ntitle = \"Teknis\"\nweight = 2\n[[section.cell]]\ncompetency = \"budgeting\"\ndifficulty = \"easy\"\ncount = 3\n[[section.cell]]\ncount = 2\n";

    fn faults(text: &str) -> Vec<(Option<u32>, String, &'static str)> {
        parse_blueprint("t.toml", text.as_bytes()).unwrap_err().into_iter().map(|f| (f.line, f.field, f.code)).collect()
    }

    fn one(from: &str, to: &str) -> (u32, String, &'static str) {
        let found = faults(&GOOD.replacen(from, to, 1));
        assert_eq!(found.len(), 1, "{found:?}");
        (found[0].0.unwrap(), found[0].1.clone(), found[0].2)
    }

    #[test]
    fn a_blueprint_is_read() {
        let blueprint = parse_blueprint("t.toml", GOOD.as_bytes()).unwrap();
        assert_eq!(
            (blueprint.items(), blueprint.duration(), blueprint.version.as_str().len()),
            (5, Span::minutes(90), 64)
        );
        assert_eq!(blueprint.instructions.0, "<p>Baca <strong>semua</strong>.</p>");
        assert_eq!(blueprint.cuts, Cuts::new(55.0, 70.0, 85.0).unwrap());
        assert!(blueprint.shuffle_options && !blueprint.free_domain_order);
        let cell = &blueprint.sections[0].cells[0];
        assert_eq!(
            (cell.competency.as_ref().unwrap().as_str(), cell.difficulty, cell.count),
            ("budgeting", Some(Difficulty::Easy), 3)
        );
    }

    #[test]
    fn wrong_fields_are_named_with_their_lines() {
        assert_eq!(one("id = \"t\"", "id = \"u\""), (1, "id".into(), "id_is_not_file_name"));
        assert_eq!(one("\"free\"", "\"back\""), (4, "navigation".into(), "unknown_name"));
        assert_eq!(one("minutes = 90", "minutes = 900"), (6, "minutes".into(), "out_of_range"));
        assert_eq!(one("\npotensial = 70", "\npotensial = 90"), (11, "cuts".into(), "cut_scores"));
        assert_eq!(one("weight = 2", "weight = 0"), (18, "section.weight".into(), "out_of_range"));
        assert_eq!(one("weight = 2", "weight = 2\nminutes = 5"), (19, "section.minutes".into(), "unknown_field"));
        assert_eq!(one("\"easy\"", "\"trivial\""), (21, "section.cell.difficulty".into(), "unknown_name"));
        assert_eq!(one("count = 3", "count = 0"), (22, "section.cell.count".into(), "out_of_range"));
        assert_eq!(one("Baca", "Baca <b>").2, "raw_html");
    }

    #[test]
    fn only_a_trial_leaves_out_what_was_skipped() {
        let with = |rules: &str| GOOD.replacen("minutes = 90", &format!("minutes = 90\n{rules}"), 1);
        let read = |rules: &str| parse_blueprint("t.toml", with(rules).as_bytes()).unwrap().skipped;
        assert_eq!((read(""), read("skipped = \"wrong\"")), (Skipped::Wrong, Skipped::Wrong));
        assert_eq!(read("skipped = \"not_shown\"\ntrial = true"), Skipped::NotShown);
        let place = |code| (Some(7), "skipped".to_owned(), code);
        assert_eq!(faults(&with("skipped = \"not_shown\"")), [place("skipped_needs_trial")]);
        assert_eq!(faults(&with("skipped = \"half\"")), [place("unknown_name")]);
        let trial = "trial = true\nskipped = \"not_shown\"";
        let both = adaptive("min_items = 8\nmax_items = 9").replace("minutes = 90", &format!("minutes = 90\n{trial}"));
        assert_eq!(faults(&both), [(Some(13), "skipped".to_owned(), "adaptive_needs")]);
    }

    #[test]
    fn clocks_stand_where_the_timing_says() {
        let by_section = GOOD.replace("\"whole\"\nminutes = 90\n", "\"by_section\"\n");
        assert_eq!(faults(&by_section), [(Some(14), "section.minutes".into(), "missing_field")]);
        let blueprint =
            parse_blueprint("t.toml", by_section.replace("weight = 2", "weight = 2\nminutes = 10").as_bytes()).unwrap();
        assert_eq!((blueprint.timing, blueprint.duration()), (Timing::BySection, Span::minutes(10)));
    }

    /// Line 7 is the blueprint's; the table stands before `[cuts]`.
    fn adaptive(rules: &str) -> String {
        GOOD.replace("\"free\"", "\"forward_only\"").replace("[cuts]", &format!("[adaptive]\n{rules}\n[cuts]"))
    }

    #[test]
    fn an_adaptive_blueprint_has_its_rules() {
        let all = "min_items = 8\nmax_items = 20\nstandard_error = 3.5\nrandomesque = 4\nmax_exposure = 0.3";
        let rule = parse_blueprint("t.toml", adaptive(all).as_bytes()).unwrap().adaptive.unwrap();
        assert_eq!((rule.min_items, rule.max_items, rule.standard_error), (8, 20, Some(3.5)));
        assert_eq!((rule.randomesque, rule.max_exposure.to_bits()), (4, 0.3_f64.to_bits()));
        let least = parse_blueprint("t.toml", adaptive("min_items = 8\nmax_items = 20").as_bytes()).unwrap();
        let rule = least.adaptive.unwrap();
        assert_eq!((rule.standard_error, rule.randomesque, rule.max_exposure.to_bits()), (None, 5, 1.0_f64.to_bits()));
        assert!(parse_blueprint("t.toml", GOOD.as_bytes()).unwrap().adaptive.is_none());
    }

    #[test]
    fn hostile_rules_of_choice_are_refused_by_place() {
        let one = |rules: &str| {
            let found = faults(&adaptive(rules));
            assert_eq!(found.len(), 1, "{rules}: {found:?}");
            (found[0].0.unwrap(), found[0].1.clone(), found[0].2)
        };
        let range = |line, field: &str| (line, format!("adaptive.{field}"), "out_of_range");
        assert_eq!(one("min_items = 4\nmax_items = 20"), range(12, "min_items"));
        assert_eq!(one("min_items = 8\nmax_items = 151"), range(13, "max_items"));
        assert_eq!(one("min_items = 9\nmax_items = 8"), range(13, "max_items"));
        for (rule, field) in [
            ("standard_error = 0.5", "standard_error"),
            ("standard_error = 9.5", "standard_error"),
            ("randomesque = 0", "randomesque"),
            ("randomesque = 21", "randomesque"),
            ("max_exposure = 0.01", "max_exposure"),
            ("max_exposure = 1.5", "max_exposure"),
        ] {
            assert_eq!(one(&format!("min_items = 8\nmax_items = 9\n{rule}")), range(14, field));
        }
        assert_eq!(one("min_items = 8\nmax_items = 9\nshadow = true").2, "unknown_field");
        assert_eq!(one("max_items = 9"), (11, "adaptive.min_items".into(), "missing_field"));
        assert_eq!(one("min_items = \"8\"\nmax_items = 9").2, "wrong_type");
    }

    #[test]
    fn an_adaptive_test_goes_forward_under_one_clock() {
        let rules = "min_items = 8\nmax_items = 9";
        let needs = |text: String| {
            let found = faults(&text);
            assert_eq!(found.len(), 1, "{found:?}");
            (found[0].1.clone(), found[0].2)
        };
        let good = adaptive(rules);
        assert_eq!(needs(good.replace("\"forward_only\"", "\"free\"")), ("navigation".into(), "adaptive_needs"));
        let ordered = good.replace("minutes = 90", "minutes = 90\nfree_domain_order = true");
        assert_eq!(needs(ordered), ("free_domain_order".into(), "adaptive_needs"));
        let clocks = good.replace("\"whole\"\nminutes = 90\n", "\"by_section\"\n");
        assert_eq!(
            needs(clocks.replace("weight = 2", "weight = 2\nminutes = 10")),
            ("timing".into(), "adaptive_needs")
        );
    }

    #[test]
    fn too_much_and_twice_are_refused() {
        assert_eq!(one("count = 3", "count = 299").2, "too_many_items");
        let section = "[[section]]\ndomain = \"technical\"\ntitle = \"x\"\nweight = 1\n[[section.cell]]\ncount = 1\n";
        assert_eq!(faults(&format!("{GOOD}{section}"))[0].2, "repeated");
        assert_eq!(faults(&format!("{GOOD}{}", section.repeat(8))).len(), 2);
        assert_eq!(faults("")[0].2, "missing_field");
        assert_eq!(faults("\u{feff}")[0].2, "byte_order_mark");
    }
}
