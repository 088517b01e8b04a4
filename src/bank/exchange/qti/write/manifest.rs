//! The manifest: every file of the package once, with what it needs, and the tags of items.

use std::fmt::Write as _;

use super::escaped;
use super::page::Page;

pub(super) const MANIFEST: &str = "imsmanifest.xml";
const NAMESPACE: &str = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1";
const SCHEMA: &str = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd";
const LOM: &str = "http://ltsc.ieee.org/xsd/LOM";

pub(super) struct Resource {
    identifier: String,
    kind: &'static str,
    path: String,
    keywords: Vec<String>,
    /// Identifiers of other resources.
    needs: Vec<String>,
}

impl Resource {
    pub(super) fn item(
        identifier: &str,
        path: &str,
        keywords: &[String],
        page: &Page<'_>,
        material: Option<&str>,
    ) -> Self {
        let needs = material.iter().map(|name| format!("res-{name}")).chain(page.files().map(|path| named(path)));
        Self {
            identifier: format!("res-{identifier}"),
            kind: "imsqti_item_xmlv3p0",
            path: path.to_owned(),
            keywords: keywords.to_vec(),
            needs: needs.collect(),
        }
    }

    pub(super) fn stimulus(identifier: &str, path: &str, page: &Page<'_>) -> Self {
        let kind = "imsqti_stimulus_xmlv3p0";
        Self { kind, ..Self::item(identifier, path, &[], page, None) }
    }

    /// A picture, or what we say ourselves.
    pub(super) fn file(path: &str) -> Self {
        Self {
            identifier: named(path),
            kind: "webcontent",
            path: path.to_owned(),
            keywords: Vec::new(),
            needs: Vec::new(),
        }
    }

    fn to_xml(&self) -> String {
        let Self { identifier, kind, path, .. } = self;
        let mut out = format!("<resource identifier=\"{identifier}\" type=\"{kind}\" href=\"{path}\">\n");
        if !self.keywords.is_empty() {
            let _ = writeln!(out, "<metadata>{}</metadata>", lom(&self.keywords));
        }
        let _ = writeln!(out, "<file href=\"{path}\"/>");
        for need in &self.needs {
            let _ = writeln!(out, "<dependency identifierref=\"{need}\"/>");
        }
        out.push_str("</resource>\n");
        out
    }
}

/// The name of a file's resource, another for each path; a path of ours holds nothing else that a name may not.
fn named(path: &str) -> String {
    format!("file-{}", path.replace('_', "__").replace('/', "_-"))
}

/// Tags, where every reader of packages looks for them.
fn lom(keywords: &[String]) -> String {
    let mut words = String::new();
    for word in keywords {
        let _ = write!(words, "<keyword><string>{}</string></keyword>", escaped(word));
    }
    format!("<lom xmlns=\"{LOM}\"><general>{words}</general></lom>")
}

pub(super) fn written(resources: &[Resource]) -> String {
    let list: String = resources.iter().map(Resource::to_xml).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"{NAMESPACE}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"{NAMESPACE} {SCHEMA}\" \
         identifier=\"ukur-items\">\n<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n\
         <organizations/>\n<resources>\n{list}</resources>\n</manifest>\n"
    )
}
