//! The twin of a frozen form (I5): the resolved order and the seed that made it.

use serde::{Deserialize, Serialize};

use super::super::database::Row;
use super::super::value::broken;
use super::{from_text, to_text};
use crate::delivery::ports::StoreError;
use crate::domain::form::{Form, FormItem, FormSection, Seed};
use crate::domain::ids::{BankVersion, BlueprintVersion, DomainId, ItemId};
use crate::domain::time::Span;
use crate::hex;

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Versioned {
    #[serde(rename = "1")]
    V1(FormTwin),
}

#[derive(Serialize, Deserialize)]
struct FormTwin {
    algorithm: u16,
    seed: String,
    bank: BankVersion,
    blueprint: BlueprintVersion,
    sections: Vec<SectionTwin>,
}

#[derive(Serialize, Deserialize)]
struct SectionTwin {
    rule: u16,
    domain: DomainId,
    title: String,
    limit_ms: Option<i64>,
    items: Vec<ItemTwin>,
}

#[derive(Serialize, Deserialize)]
struct ItemTwin {
    id: ItemId,
    order: Vec<u8>,
}

pub(in crate::store::sql) fn write(form: &Form) -> Result<String, StoreError> {
    let twin = FormTwin {
        algorithm: form.algorithm,
        seed: hex::encode(&form.seed.0),
        bank: form.bank.clone(),
        blueprint: form.blueprint.clone(),
        sections: form.sections.iter().map(section_twin).collect(),
    };
    to_text("form", &Versioned::V1(twin))
}

pub(in crate::store::sql) fn read(row: &Row) -> Result<Form, StoreError> {
    parse(&row.text("record")?)
}

fn parse(text: &str) -> Result<Form, StoreError> {
    let Versioned::V1(twin) = from_text("form", text)?;
    let seed = hex::decode(&twin.seed).ok_or_else(|| broken("form", "seed is not 32 bytes in hexadecimal"))?;
    Ok(Form {
        algorithm: twin.algorithm,
        seed: Seed(seed),
        bank: twin.bank,
        blueprint: twin.blueprint,
        sections: twin.sections.into_iter().map(section).collect(),
    })
}

fn section_twin(section: &FormSection) -> SectionTwin {
    SectionTwin {
        rule: section.rule,
        domain: section.domain.clone(),
        title: section.title.clone(),
        limit_ms: section.limit.map(|span| span.0),
        items: section.items.iter().map(|i| ItemTwin { id: i.id.clone(), order: i.order.to_vec() }).collect(),
    }
}

fn section(twin: SectionTwin) -> FormSection {
    FormSection {
        rule: twin.rule,
        domain: twin.domain,
        title: twin.title,
        limit: twin.limit_ms.map(Span),
        items: twin.items.into_iter().map(|i| FormItem { id: i.id, order: i.order.into() }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_form() -> impl Strategy<Value = Form> {
        let item = ("[a-z0-9-]{1,40}", prop::collection::vec(any::<u8>(), 0..8))
            .prop_map(|(id, order)| FormItem { id: ItemId::new(id), order: order.into() });
        let section = (any::<u16>(), "\\PC{0,20}", any::<Option<i64>>(), prop::collection::vec(item, 0..5)).prop_map(
            |(rule, title, limit, items)| FormSection {
                rule,
                domain: DomainId::new("technical"),
                title,
                limit: limit.map(Span),
                items,
            },
        );
        (any::<[u8; 32]>(), prop::collection::vec(section, 0..4)).prop_map(|(seed, sections)| Form {
            algorithm: 1,
            seed: Seed(seed),
            bank: BankVersion::new("b"),
            blueprint: BlueprintVersion::new("p"),
            sections,
        })
    }

    proptest! {
        #[test]
        fn reads_what_it_wrote(form in any_form()) {
            prop_assert_eq!(parse(&write(&form).unwrap()).unwrap(), form);
        }
    }

    /// The text that version 1 wrote. It must stay readable for ever.
    #[test]
    fn reads_version_1() {
        let text = format!(
            r#"{{"v":"1","algorithm":1,"seed":"{}","bank":"b","blueprint":"p","sections":[{{"rule":0,
            "domain":"technical","title":"Teknis","limit_ms":null,"items":[{{"id":"tek-001","order":[1,0]}}]}}]}}"#,
            "0a".repeat(32)
        );
        let form = parse(&text).unwrap();
        assert_eq!(form.seed, Seed([10; 32]));
        assert_eq!(form.sections[0].items[0].order[..], [1, 0]);
    }

    #[test]
    fn refuses_an_unknown_version() {
        assert!(matches!(parse(r#"{"v":"9"}"#), Err(StoreError::Broken { .. })));
    }
}
