//! Item parameters: JSON of ours or CSV, and the items of a table of answers among them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use serde_json::Value;
use ukur_psychometrics::parameters::{Beside, ItemParameters, ItemRecord, OneOrMany, ParameterError};
use ukur_psychometrics::responses::{Answer, MAX_CATEGORY, Responses};

use super::sheet::MAX_COLUMNS;
use super::{AnswerSheet, ReadError, Sheet, is_empty, joined, scaling, shown, text};

/// The model of an item whose file names none: its lower asymptote stands beside.
const USUAL_MODEL: &str = "2pl";

/// A file of item parameters.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Parameters {
    pub file: String,
    pub items: Vec<ItemParameters>,
    /// The model of each item as the file names it, 3pl where a lower asymptote says so.
    pub models: Vec<String>,
    /// What stands beside each item's parameters: standard errors, `categories`, `scores`, `fingerprint`.
    pub beside_items: Vec<BTreeMap<String, Beside>>,
    /// Of an item without answers in some category, the categories that its parameters belong to.
    observed: HashMap<String, Vec<u8>>,
    /// Items that a calibration left out.
    not_estimated: BTreeSet<String>,
    /// The file names no item; places count.
    unnamed: bool,
    /// What else the file says.
    pub beside: Value,
}

/// The answered items of a file, in its order, with their parameters.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Aligned {
    pub items: Vec<ItemParameters>,
    pub responses: Responses,
    /// Columns of answers that have no parameters.
    pub dropped: Vec<String>,
}

impl Parameters {
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let (file, text) = text(path)?;
        Self::parse(&file, &text)
    }

    pub fn parse(file: &str, text: &str) -> Result<Self, ReadError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim_start().starts_with(['{', '[']) { Self::of_json(file, text) } else { Self::of_csv(file, text) }
    }

    fn of_json(file: &str, text: &str) -> Result<Self, ReadError> {
        let refuse = |reason: String| ReadError::File { file: file.to_owned(), reason };
        let mut beside: Value = serde_json::from_str(text).map_err(|error| refuse(format!("no JSON: {error}")))?;
        let list = match &mut beside {
            Value::Object(object) => object.remove("items"),
            list => Some(list.take()),
        };
        let Some(Value::Array(list)) = list else { return Err(refuse("there is no list of items".to_owned())) };
        let unnamed = !list.iter().any(|item| item.get("id").or_else(|| item.get("item")).is_some());
        let whole = scaling::of_json(&beside).map_err(refuse)?;
        let list = list.into_iter().map(|item| joined::with_categories(item, &beside));
        let records = list.enumerate().map(|(place, item)| record(file, place, item, unnamed, whole));
        let records = records.map(|record| Ok((None, record?))).collect::<Result<Vec<_>, _>>()?;
        Self::checked(file, &records, unnamed, beside)
    }

    fn of_csv(file: &str, text: &str) -> Result<Self, ReadError> {
        let sheet = Sheet::parse(file, text)?;
        let unnamed = sheet.column(&["item", "id"]).is_none();
        let (with, without): (Vec<usize>, Vec<usize>) =
            (0..sheet.rows()).partition(|row| unnamed || !is_without(&sheet, *row));
        let record = |row: usize| Ok((Some(sheet.line(row)), row_record(&sheet, row)?));
        let records = with.into_iter().map(record).collect::<Result<Vec<_>, _>>()?;
        let mut read = Self::checked(file, &records, unnamed, Value::Null)?;
        let name = |row: usize| sheet.cell(row, sheet.column(&["item", "id"]).unwrap_or(0)).to_owned();
        read.not_estimated.extend(without.into_iter().map(name));
        Ok(read)
    }

    /// Records with the lines of the file where they stand, if it has lines.
    fn checked(
        file: &str,
        records: &[(Option<u64>, ItemRecord)],
        unnamed: bool,
        beside: Value,
    ) -> Result<Self, ReadError> {
        let refuse = |reason: String| ReadError::File { file: file.to_owned(), reason };
        if records.is_empty() {
            return Err(refuse("there are no items".to_owned()));
        }
        if records.len() > MAX_COLUMNS {
            let (found, most) = (records.len() as u64, MAX_COLUMNS as u64);
            return Err(ReadError::TooLarge { file: file.to_owned(), what: "items", found, most });
        }
        let mut seen = HashSet::new();
        if let Some((_, twice)) = records.iter().find(|(_, record)| !seen.insert(record.id.as_str())) {
            return Err(refuse(format!("item {} stands twice", shown(&twice.id))));
        }
        let model = beside.get("model").and_then(Value::as_str).filter(|model| *model != "mixed");
        let usual = model.unwrap_or(USUAL_MODEL);
        let (mut items, mut models, mut observed) = (Vec::new(), Vec::new(), HashMap::new());
        let mut beside_items = Vec::new();
        for (line, record) in records {
            let place = |reason: String| ReadError::Item {
                file: file.to_owned(),
                item: shown(&record.id),
                reason: line.map_or(reason.clone(), |line| format!("row {line}: {reason}")),
            };
            items.push(record.checked(Some(usual)).map_err(|error| place(unnamed_reason(&error)))?);
            models.push(named_model(record, usual));
            beside_items.push(record.errors.clone());
            if let Some(list) = joined::observed(record, &items[items.len() - 1].model).map_err(place)? {
                observed.insert(record.id.clone(), list);
            }
        }
        let list = beside.get("not_estimated").and_then(Value::as_array);
        let left_out = list.into_iter().flatten().filter_map(|entry| entry.get("id")?.as_str().map(str::to_owned));
        let not_estimated = left_out.collect();
        Ok(Self { file: file.to_owned(), items, models, beside_items, observed, not_estimated, unnamed, beside })
    }

    pub fn place(&self, id: &str) -> Option<usize> {
        self.items.iter().position(|item| item.id == id)
    }

    /// Names of the domains, in the order in which they first appear.
    pub fn domains(items: &[ItemParameters]) -> Vec<String> {
        let mut domains: Vec<String> = Vec::new();
        for domain in items.iter().filter_map(|item| item.domain.as_ref()) {
            if !domains.contains(domain) {
                domains.push(domain.clone());
            }
        }
        domains
    }

    /// Parameters for the columns of `answers`. A column without is refused unless the calibration left it out or
    /// `drop_unknown` says so; a file without names counts places.
    pub fn align(&self, answers: &AnswerSheet, drop_unknown: bool) -> Result<Aligned, ReadError> {
        let places = if self.unnamed { self.by_place(answers)? } else { self.by_name(answers, drop_unknown)? };
        let known = |(column, place): (usize, &Option<usize>)| place.map(|place| (column, place));
        let kept: Vec<(usize, usize)> = places.iter().enumerate().filter_map(known).collect();
        if kept.is_empty() {
            return Err(answers.refuse(format!("no column is an item of {}", self.file)));
        }
        let dropped = (0..places.len()).filter(|column| places[*column].is_none());
        let mut items: Vec<ItemParameters> = kept.iter().map(|(_, place)| self.items[*place].clone()).collect();
        items.iter_mut().zip(&kept).for_each(|(item, (column, _))| item.id.clone_from(&answers.items[*column]));
        let columns: Vec<usize> = kept.iter().map(|(column, _)| *column).collect();
        let observed: Vec<Option<&Vec<u8>>> = items.iter().map(|item| self.observed.get(&item.id)).collect();
        Ok(Aligned {
            responses: joined::recoded(&answers.responses.select(&columns), &observed),
            dropped: dropped.map(|column| answers.items[column].clone()).collect(),
            items,
        })
    }

    fn by_place(&self, answers: &AnswerSheet) -> Result<Vec<Option<usize>>, ReadError> {
        let (items, columns) = (self.items.len(), answers.items.len());
        if items == columns {
            return Ok((0..columns).map(Some).collect());
        }
        let reason = format!("{items} items without names, {} has {columns} columns", answers.file);
        Err(ReadError::File { file: self.file.clone(), reason })
    }

    fn by_name(&self, answers: &AnswerSheet, drop_unknown: bool) -> Result<Vec<Option<usize>>, ReadError> {
        let places: HashMap<&str, usize> =
            self.items.iter().enumerate().map(|(place, item)| (item.id.as_str(), place)).collect();
        let may_lack = |id: &String| drop_unknown || self.not_estimated.contains(id);
        let place = |id: &String| match places.get(id.as_str()) {
            None if !may_lack(id) => {
                let reason = format!("{} has no parameters for it; --drop-unknown leaves such columns out", self.file);
                Err(ReadError::Item { file: answers.file.clone(), item: shown(id), reason })
            }
            found => Ok(found.copied()),
        };
        answers.items.iter().map(place).collect()
    }
}

impl Aligned {
    /// The items of one domain, with the answers to them.
    pub fn only(&self, domain: &str) -> Self {
        let own = |column: &usize| self.items[*column].domain.as_deref() == Some(domain);
        let columns: Vec<usize> = (0..self.items.len()).filter(own).collect();
        Self {
            items: columns.iter().map(|column| self.items[*column].clone()).collect(),
            responses: self.responses.select(&columns),
            dropped: self.dropped.clone(),
        }
    }

    pub fn models(&self) -> Vec<ukur_psychometrics::ItemModel> {
        self.items.iter().map(|item| item.model.clone()).collect()
    }

    /// Categories that an item does not have are named before any arithmetic.
    pub fn check(&self, answers: &AnswerSheet) -> Result<(), ReadError> {
        for person in 0..self.responses.persons() {
            for (item, answer) in self.responses.row(person) {
                let categories = self.items[item].model.categories();
                if let Answer::Category(category) = answer
                    && usize::from(category) >= categories
                {
                    let (item, category) = (&self.items[item].id, usize::from(category));
                    return Err(answers.beyond(person, item, "parameters have", category, categories));
                }
            }
        }
        Ok(())
    }
}

/// What is wrong with a record, without the name of the item, which stands before it.
fn unnamed_reason(error: &ParameterError) -> String {
    match error {
        ParameterError::UnknownModel { model, .. } => format!("model \"{}\" is unknown", shown(model)),
        ParameterError::Missing { field, .. } => format!("{field} is missing"),
        ParameterError::Value { field, must, .. } => format!("{field} must be {must}"),
    }
}

fn named_model(record: &ItemRecord, usual: &str) -> String {
    let guessed = record.c.is_some_and(|c| c > 0.0);
    let named = record.model.as_deref().unwrap_or(if guessed { "3pl" } else { usual }).to_ascii_lowercase();
    match named.as_str() {
        "graded" => "grm".to_owned(),
        "nrm" => "nominal".to_owned(),
        _ => named,
    }
}

/// Only what item records know: what else a stranger's file carries is not ours to keep.
fn record(file: &str, place: usize, item: Value, unnamed: bool, whole: Option<f64>) -> Result<ItemRecord, ReadError> {
    let number = (place + 1).to_string();
    let name = item.get("id").or_else(|| item.get("item")).map(name_of).unwrap_or_default();
    let shown_name = if name.is_empty() { number.clone() } else { shown(&name) };
    let refuse = |reason: String| ReadError::Item { file: file.to_owned(), item: shown_name.clone(), reason };
    let scaling = scaling::of_json(&item).map_err(&refuse)?.or(whole);
    asymptote(item.get("u").or_else(|| item.get("upper")).and_then(Value::as_f64)).map_err(&refuse)?;
    let Value::Object(mut item) = item else { return Err(refuse("it is no object".to_owned())) };
    if name.is_empty() && !unnamed {
        return Err(refuse("it has no id".to_owned()));
    }
    item.remove("item");
    item.insert("id".to_owned(), Value::String(if unnamed { number } else { name }));
    let own = ["id", "domain", "model", "type", "a", "b", "c", "g", "d", "categories", "scores"];
    item.retain(|key, value| (own.contains(&key.as_str()) && !value.is_null()) || is_beside(key, value));
    if !item.contains_key("a") {
        return Err(refuse("a is missing".to_owned()));
    }
    if let Some(field) = ["a", "b", "c", "g", "d"].into_iter().find(|field| item.get(*field).is_some_and(is_no_number))
    {
        return Err(refuse(format!("{field} must be a number or a list of numbers")));
    }
    let record = serde_json::from_value(Value::Object(item)).map_err(|error| refuse(error.to_string()))?;
    Ok(scaling::applied(record, scaling))
}

/// Standard errors and the mark of the content, where they have the shape of ours.
fn is_beside(key: &str, value: &Value) -> bool {
    let numbers = |list: &Vec<Value>| list.iter().all(|cell| cell.is_number() || cell.is_null());
    match key {
        "fingerprint" => value.is_string(),
        _ if key.starts_with("se_") => value.is_number() || value.as_array().is_some_and(numbers),
        _ => false,
    }
}

/// The upper asymptote of other programs' 4PL: 1 here.
fn asymptote(upper: Option<f64>) -> Result<(), String> {
    match upper {
        Some(u) if u.total_cmp(&1.0).is_ne() => Err(format!("u is {u}: an upper asymptote other than 1 is not known")),
        _ => Ok(()),
    }
}

fn is_no_number(value: &Value) -> bool {
    !value.as_array().map_or_else(|| value.is_number(), |list| list.iter().all(Value::is_number))
}

/// A row that names an item without any parameter: one that is yet to be calibrated.
fn is_without(sheet: &Sheet, row: usize) -> bool {
    let scaling = scaling::column(sheet);
    let mut parameters = sheet.header.iter().enumerate().filter(|(column, head)| {
        let head = head.trim_end_matches(|sign: char| sign.is_ascii_digit());
        Some(*column) != scaling && ["a", "b", "d", "p"].iter().any(|name| head.eq_ignore_ascii_case(name))
    });
    parameters.clone().next().is_some() && parameters.all(|(column, _)| is_empty(sheet.cell(row, column)))
}

fn name_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned())
}

fn row_record(sheet: &Sheet, row: usize) -> Result<ItemRecord, ReadError> {
    let record = plain_record(sheet, row)?;
    Ok(scaling::applied(record, scaling::of_row(sheet, row)?))
}

fn plain_record(sheet: &Sheet, row: usize) -> Result<ItemRecord, ReadError> {
    let id = sheet.column(&["item", "id"]);
    let text = |names: &[&str]| {
        let cell = sheet.cell(row, sheet.column(names)?);
        (!is_empty(cell)).then(|| cell.to_owned())
    };
    let name = match id {
        Some(column) if sheet.cell(row, column).is_empty() => {
            return Err(sheet.fault(row, column, "the item has no name".to_owned()));
        }
        Some(column) => sheet.cell(row, column).to_owned(),
        None => (row + 1).to_string(),
    };
    let missing = |field: &str| ReadError::Item {
        file: sheet.file.clone(),
        item: shown(&name),
        reason: format!("row {}: {field} is missing", sheet.line(row)),
    };
    if let Some(column) = sheet.column(&["u", "upper"]) {
        asymptote(sheet.number(row, column)?).map_err(|reason| sheet.fault(row, column, reason))?;
    }
    let a = numbers(sheet, row, "a")?.ok_or_else(|| missing("a"))?;
    // Several slopes are those of options.
    let model = text(&["model", "type"]).or_else(|| (a.values().len() > 1).then(|| "nominal".to_owned()));
    let nominal =
        model.as_deref().is_some_and(|model| ["nominal", "nrm"].contains(&model.to_ascii_lowercase().as_str()));
    let of_options = if nominal { numbers(sheet, row, "c")? } else { None };
    let c = if nominal { None } else { sheet.column(&["c", "g"]).map(|c| sheet.number(row, c)).transpose()?.flatten() };
    if let Some((b, c)) = by_places(sheet, row, model.as_deref())? {
        let (domain, errors) = (text(&["domain"]), std::collections::BTreeMap::new());
        return Ok(ItemRecord { id: name, domain, model, a, b: Some(b), c, d: None, errors });
    }
    Ok(ItemRecord {
        id: name,
        domain: text(&["domain"]),
        model,
        a,
        b: numbers(sheet, row, "b")?,
        c,
        d: numbers(sheet, row, "d")?.or(of_options),
        errors: std::collections::BTreeMap::new(),
    })
}

/// Tables of other programs number the parameters after the slope: p2 is b and p3 the lower asymptote of an item scored
/// 0 and 1, p2, p3, … are the b of the others. Nothing where the table has columns of ours.
fn by_places(sheet: &Sheet, row: usize, model: Option<&str>) -> Result<Option<(OneOrMany, Option<f64>)>, ReadError> {
    let number = |place: usize| match sheet.column(&[&format!("p{place}")]) {
        Some(column) => sheet.number(row, column),
        None => Ok(None),
    };
    let ours = ["b", "b1", "d", "d1"].iter().any(|name| sheet.column(&[name]).is_some());
    let Some(b) = number(2)?.filter(|_| !ours) else { return Ok(None) };
    let steps =
        model.is_some_and(|model| !["1pl", "2pl", "3pl", "rasch"].contains(&model.to_ascii_lowercase().as_str()));
    if !steps {
        return Ok(Some((OneOrMany::One(b), number(3)?)));
    }
    let mut all = vec![b];
    for place in 3.. {
        let Some(b) = number(place)? else { break };
        all.push(b);
    }
    Ok(Some((OneOrMany::Many(all), None)))
}

/// The column of that name, or those numbered from 1, up to the first empty cell; none may stand behind it.
fn numbers(sheet: &Sheet, row: usize, name: &str) -> Result<Option<OneOrMany>, ReadError> {
    let scaling = scaling::column(sheet);
    let column = |name: &str| {
        let is = |(column, head): (usize, &String)| Some(column) != scaling && head.eq_ignore_ascii_case(name);
        sheet.header.iter().enumerate().position(is)
    };
    if let Some(column) = column(name)
        && let Some(value) = sheet.number(row, column)?
    {
        return Ok(Some(OneOrMany::One(value)));
    }
    let mut values = Vec::new();
    let mut gap = None;
    for step in 1..=usize::from(MAX_CATEGORY) + 1 {
        let column = column(&format!("{name}{step}"));
        match (column.map(|column| sheet.number(row, column)).transpose()?.flatten(), gap, column) {
            (Some(value), None, _) => values.push(value),
            (Some(_), Some(gap), Some(column)) => {
                return Err(sheet.fault(row, column, format!("{name}{gap} is missing before it")));
            }
            _ => gap = gap.or(Some(step)),
        }
    }
    Ok((!values.is_empty()).then_some(OneOrMany::Many(values)))
}
