"""WeChat's own emoticons in text: "/:" codes of old, and names in brackets in the sender's language.

Source: the table of mp.weixin.qq.com's web editor, and reports of what newer clients send.
"""

import re
from dataclasses import dataclass

# Code, Chinese name, English name; other names of the same after a comma. Clients also send these names in brackets.
CODED = r"""
/::) 微笑 Smile
/::~ 撇嘴 Grimace
/::B 色 Drool
/::| 发呆 Scowl
/:8-) 得意 CoolGuy
/::< 流泪 Sob
/::$ 害羞 Shy
/::X 闭嘴 Silent
/::Z 睡 Sleep
/::'( 大哭 Cry
/::-| 尴尬 Awkward
/::@ 发怒 Angry
/::P 调皮 Tongue
/::D 呲牙 Grin
/::O 惊讶 Surprise
/::( 难过 Frown
/::+ 酷 Ruthless
/:--b 冷汗,囧 Blush
/::Q 抓狂 Scream
/::T 吐 Puke
/:,@P 偷笑 Chuckle
/:,@-D 愉快 Joyful
/::d 白眼 Slight
/:,@o 傲慢 Smug
/::g 饥饿 Hungry
/:|-) 困 Drowsy
/::! 惊恐 Panic
/::L 流汗 Sweat
/::> 憨笑 Laugh
/::,@ 悠闲 Commando
/:,@f 奋斗 Determined
/::-S 咒骂 Scold
/:? 疑问 Shocked
/:,@x 嘘 Shhh
/:,@@ 晕 Dizzy
/::8 疯了 Tormented
/:,@! 衰 Toasted
/:!!! 骷髅 Skull
/:xx 敲打 Hammer
/:bye 再见 Wave,Bye
/:wipe 擦汗 Speechless
/:dig 抠鼻 NosePick
/:handclap 鼓掌 Clap
/:&-( 糗大了 Shame
/:B-) 坏笑 Trick
/:<@ 左哼哼 Bah!L
/:@> 右哼哼 Bah!R
/::-O 哈欠 Yawn
/:>-| 鄙视 Pooh-pooh
/:P-( 委屈 Shrunken
/::'| 快哭了 TearingUp
/:X-) 阴险 Sly
/::* 亲亲 Kiss
/:@x 吓 Wrath
/:8* 可怜 Whimper
/:pd 菜刀 Cleaver
/:<W> 西瓜 Watermelon
/:beer 啤酒 Beer
/:basketb 篮球 Basketball
/:oo 乒乓 PingPong
/:coffee 咖啡 Coffee
/:eat 饭 Rice
/:pig 猪头 Pig
/:rose 玫瑰 Rose
/:fade 凋谢 Wilt
/:showlove 嘴唇 Lips
/:heart 爱心 Heart
/:break 心碎 BrokenHeart
/:cake 蛋糕 Cake
/:li 闪电 Lightning
/:bome 炸弹 Bomb
/:kn 刀 Dagger
/:footb 足球 Soccer
/:ladybug 瓢虫 Ladybug
/:shit 便便 Poop
/:moon 月亮 Moon
/:sun 太阳 Sun
/:gift 礼物 Gift
/:hug 拥抱 Hug
/:strong 强 ThumbsUp
/:weak 弱 ThumbsDown
/:share 握手 Shake
/:v 胜利 Peace
/:@) 抱拳 Fight,Salute
/:jj 勾引 Beckon
/:@@ 拳头 Fist
/:bad 差劲 Pinky
/:lvu 爱你 RockOn
/:no NO Nuh-uh
/:ok OK OK
/:love 爱情 InLove
/:<L> 飞吻 Blowkiss
/:jump 跳跳 Waddle
/:shake 发抖 Tremble
/:<O> 怄火 Aaagh!
/:circle 转圈 Twirl
/:kotow 磕头 Kotow
/:turn 回头 Dramatic
/:skip 跳绳 JumpRope
/:oY 投降 Surrender
/:#-0 激动 Hooray
/:hiphot 乱舞 Meditate
/:kiss 献吻 Smooch
/:<& 左太极 TaiChi L
/:&> 右太极 TaiChi R
"""

# Only in brackets: the names in simplified Chinese, traditional Chinese and English, as far as each has its own.
BRACKETED = """
嘿哈|吼嘿|Hey
捂脸|掩面|Facepalm
奸笑||Smirk
机智||Smart
皱眉||Moue,Concerned
耶|歐耶|Yeah!
茶||Tea
红包||Packet
蜡烛||Candle
福||Blessing
鸡|小雞|Chick
笑脸||Happy
生病||Sick
破涕为笑||Lol
吐舌||
脸红||Flushed
恐惧||Terror
失望||LetDown
无语||Duh
鬼魂||
合十||Worship
强壮||
庆祝||Party
吃瓜|吃西瓜|Onlooker
加油||GoForIt
汗||Sweats
天啊||OMG
Emm|一言難盡|
社会社会|失敬失敬|Respect
旺柴||Doge
好的||NoProb
打脸||MyBad
加油加油||KeepFighting
哇||Wow
發||Rich
翻白眼||Boring
厉害||Awesome
让我看看||LetMeSee
叹气||Sigh
苦涩||Hurt
裂开||Broken
烟花||Fireworks
爆竹||
"""

# A few old iPhones still send SoftBank's private code points, which no font of today has.
SOFTBANK = {
    "\ue415": "😄",
    "\ue40c": "😷",
    "\ue412": "😂",
    "\ue409": "😝",
    "\ue40d": "😳",
    "\ue107": "😱",
    "\ue403": "😔",
    "\ue40e": "😒",
    "\ue11b": "👻",
    "\ue41d": "🙏",
    "\ue14c": "💪",
    "\ue312": "🎉",
    "\ue112": "🎁",
}


@dataclass(frozen=True)
class Names:
    """One emoticon. key: the same for all ways to write it, for pictures. emoji: "" unless it is one in truth."""

    key: str
    zh: str
    en: str
    emoji: str = ""


@dataclass(frozen=True)
class Emoticon:
    """An emoticon in a text. text: as it was typed."""

    text: str
    names: Names


def tokens(text: str) -> list[str | Emoticon]:
    """The text in pieces, to be escaped one by one: codes hold <, > and &. Joined they give the text again.

    Names in brackets that nobody knows stay text.
    """
    pieces: list[str | Emoticon] = []
    end = 0
    for found in _PATTERN.finditer(text):
        if found.start() > end:
            pieces.append(text[end : found.start()])
        pieces.append(Emoticon(found[0], _SPELLINGS[found[0]]))
        end = found.end()
    return [*pieces, text[end:]] if end < len(text) else pieces


def _spellings() -> dict[str, Names]:
    """Every emoticon by all its spellings."""
    found = {letter: Names(emoji, emoji, emoji, emoji) for letter, emoji in SOFTBANK.items()}
    for code, zh, en in (line.split(" ", 2) for line in CODED.strip().splitlines()):
        _add(found, code, zh.split(","), en.split(","))
    for zh, hant, en in (line.split("|") for line in BRACKETED.strip().splitlines()):
        _add(found, "", [zh, *filter(None, [hant])], en.split(",") if en else [zh])
    return found


def _add(found: dict[str, Names], code: str, zh: list[str], en: list[str]) -> None:
    names = Names(key=en[0], zh=zh[0], en=en[0])
    for spelling in filter(None, [code, *(f"[{name}]" for name in [*zh, *en])]):
        found.setdefault(spelling, names)  # a name two emoticons share is the older one's


_SPELLINGS = _spellings()
_PATTERN = re.compile("|".join(re.escape(one) for one in sorted(_SPELLINGS, key=len, reverse=True)))
