//! Embeds the built UI (`web/dist`) into the binary, or a page that says how to build it.

fn main() {
    let built = std::path::Path::new("web/dist");
    let dir = if built.join("index.html").exists() { "web/dist" } else { "web/unbuilt" };
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed=web/unbuilt");
    // sqlx embeds the folder, but only sees changes of files it knows already.
    println!("cargo::rerun-if-changed=migrations");
    memory_serve::load_directory(dir);
}
