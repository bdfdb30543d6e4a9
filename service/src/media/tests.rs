use std::{fs, time::Instant};

use image::{GenericImageView, RgbImage};

use super::*;

const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><script>alert(1)</script><rect width="60" height="80" fill="#f00"/><rect x="60" width="60" height="80" fill="#00f"/></svg>"##;

struct Folder {
    media: Media,
    root: PathBuf,
}

impl Folder {
    fn new(name: &str, options: MediaOptions) -> Self {
        let root = std::env::temp_dir().join(format!("oxcart-media-{}-{name}", std::process::id()));
        fs::create_dir_all(root.join("media")).unwrap();
        fs::write(root.join("secret.png"), "secret").unwrap();
        fs::write(root.join("media/flag.svg"), SVG).unwrap();
        let photo =
            RgbImage::from_fn(60, 40, |x, y| image::Rgb([u8::try_from(x).unwrap(), u8::try_from(y).unwrap(), 9]));
        photo.save(root.join("media/photo.jpg")).unwrap();
        photo.save(root.join("media/photo.png")).unwrap();
        fs::write(root.join("media/broken.png"), "no picture").unwrap();
        Self { media: Media::open(&root.join("media"), options).unwrap(), root }
    }

    async fn get(&self, name: &str, query: &str) -> Result<(Rendered, String), MediaError> {
        let transform = Transform::read(query.split('&').filter_map(|pair| pair.split_once('='))).unwrap();
        let found = self.media.find(&name.parse().unwrap(), transform, true).await?;
        Ok((self.media.render(&found).await?, found.tag().to_owned()))
    }

    fn cached(&self) -> usize {
        fs::read_dir(self.root.join("media/.cache")).map_or(0, Iterator::count)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.root).unwrap();
    }
}

#[tokio::test]
async fn draws_vectors_at_any_size_and_never_hands_them_out() {
    let folder = Folder::new("vector", MediaOptions::default());
    let (large, _) = folder.get("flag.svg", "width=600").await.unwrap();
    assert_eq!(large.format, Format::Png);
    let pixels = image::load_from_memory(&large.bytes).unwrap();
    assert_eq!(pixels.dimensions(), (600, 400));
    assert_eq!(pixels.get_pixel(10, 10).0, [255, 0, 0, 255]);
    let (right, _) = folder.get("flag.svg", "width=50&height=50&crop=right&format=png").await.unwrap();
    let pixels = image::load_from_memory(&right.bytes).unwrap();
    assert_eq!((pixels.dimensions(), pixels.get_pixel(49, 0).0), ((50, 50), [0, 0, 255, 255]));
    for format in ["png", "jpg", "webp"] {
        let (drawn, _) = folder.get("flag.svg", &format!("format={format}")).await.unwrap();
        assert!(!drawn.bytes.windows(5).any(|bytes| bytes == b"alert"), "{format}");
        assert_eq!(drawn.format.extension(), format);
    }
}

#[tokio::test]
async fn shrinks_photographs_and_leaves_the_rest_alone() {
    let folder = Folder::new("raster", MediaOptions::default());
    let original = fs::read(folder.root.join("media/photo.jpg")).unwrap();
    let (same, _) = folder.get("photo.jpg", "width=600").await.unwrap();
    assert_eq!(same.bytes, original, "not enlarged, not encoded again");
    let (small, _) = folder.get("photo.jpg", "width=30").await.unwrap();
    assert_eq!(small.format, Format::Jpg);
    assert_eq!(image::load_from_memory(&small.bytes).unwrap().dimensions(), (30, 20));
    let (png, _) = folder.get("photo.png", "").await.unwrap();
    assert_eq!(png.format, Format::Png);
    let (webp, _) = folder.get("photo.png", "format=webp").await.unwrap();
    fs::write(folder.root.join("media/photo.webp"), &webp.bytes).unwrap();
    let (same, _) = folder.get("photo.webp", "").await.unwrap();
    assert_eq!((same.format, same.bytes), (Format::Webp, webp.bytes));
    assert!(matches!(folder.get("broken.png", "").await, Err(MediaError::Unusable(DrawRefusal::NotAPicture))));
}

#[tokio::test]
async fn nothing_outside_the_folder_is_shown() {
    let folder = Folder::new("outside", MediaOptions::default());
    std::os::unix::fs::symlink(folder.root.join("secret.png"), folder.root.join("media/link.png")).unwrap();
    std::os::unix::fs::symlink(&folder.root, folder.root.join("media/up")).unwrap();
    fs::create_dir_all(folder.root.join("media/.cache")).unwrap();
    fs::write(folder.root.join("media/.cache/hidden.png"), "x").unwrap();
    std::os::unix::fs::symlink(".cache", folder.root.join("media/seen")).unwrap();
    for name in ["link.png", "up/secret.png", "seen/hidden.png", "missing.png", "photo", "flag.svg/x.png"] {
        assert!(matches!(folder.get(name, "").await, Err(MediaError::NotFound)), "{name}");
    }
}

#[tokio::test]
async fn keeps_renderings_and_forgets_the_oldest() {
    let folder = Folder::new("cache", MediaOptions { cache_bytes_max: 4_000, ..MediaOptions::default() });
    let (first, tag) = folder.get("photo.png", "width=20&format=png").await.unwrap();
    assert_eq!(folder.cached(), 1);
    let (second, again) = folder.get("photo.png", "width=20&format=png").await.unwrap();
    assert_eq!((first.bytes, &tag), (second.bytes, &again));
    assert_eq!(folder.cached(), 1);
    for width in 21..60 {
        folder.get("photo.png", &format!("width={width}&format=png")).await.unwrap();
    }
    let bytes: u64 = fs::read_dir(folder.root.join("media/.cache"))
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert!(bytes <= 4_000 && folder.cached() > 1, "{bytes} bytes kept");
    fs::copy(folder.root.join("media/flag.svg"), folder.root.join("media/photo.png")).unwrap();
    assert!(folder.get("photo.png", "width=20&format=png").await.is_err(), "a changed file is drawn anew");
}

#[tokio::test]
async fn refuses_bombs_quickly() {
    let folder = Folder::new("bomb", MediaOptions::default());
    let mut png = fs::read(folder.root.join("media/photo.png")).unwrap();
    // The header claims 100,000 by 100,000 pixels.
    png[16..24].copy_from_slice(&[0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0]);
    fs::write(folder.root.join("media/bomb.png"), png).unwrap();
    fs::write(folder.root.join("media/long.svg"), format!("{SVG}{}", " ".repeat(2 * 1024 * 1024))).unwrap();
    let lol = r#"<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;">]><svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><g id="&g;"/></svg>"#;
    fs::write(folder.root.join("media/lol.svg"), lol).unwrap();
    let began = Instant::now();
    for name in ["bomb.png", "long.svg", "lol.svg"] {
        assert!(matches!(folder.get(name, "").await, Err(MediaError::Unusable(_))), "{name}");
    }
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}
