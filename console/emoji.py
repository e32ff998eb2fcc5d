"""Which plain emoji comes nearest to each of WeChat's emoticons. Some have none: those stay names."""

from console.emoticons import Names

# By `Names.key`.
NEAREST = dict(
    line.rsplit(" ", 1)
    for line in """
Smile 🙂
Grimace 😕
Drool 😍
Scowl 😶
CoolGuy 😎
Sob 😢
Shy 😊
Silent 🤐
Sleep 😴
Cry 😭
Awkward 😬
Angry 😡
Tongue 😜
Grin 😁
Surprise 😮
Frown 🙁
Ruthless 😎
Blush 😰
Scream 😫
Puke 🤮
Chuckle 🤭
Joyful 😊
Slight 🙄
Smug 😤
Hungry 😋
Drowsy 😪
Panic 😨
Sweat 😓
Laugh 😄
Commando 😌
Determined 💪
Scold 🤬
Shocked 🤔
Shhh 🤫
Dizzy 😵
Tormented 😩
Toasted 😞
Skull 💀
Hammer 🔨
Wave 👋
Speechless 😥
Clap 👏
Shame 😳
Trick 😏
Bah!L 😤
Bah!R 😤
Yawn 🥱
Pooh-pooh 😒
Shrunken 🥺
TearingUp 😥
Sly 😈
Kiss 😙
Wrath 😱
Whimper 🥺
Cleaver 🔪
Watermelon 🍉
Beer 🍺
Basketball 🏀
PingPong 🏓
Coffee ☕
Rice 🍚
Pig 🐷
Rose 🌹
Wilt 🥀
Lips 💋
Heart ❤️
BrokenHeart 💔
Cake 🎂
Lightning ⚡
Bomb 💣
Dagger 🗡️
Soccer ⚽
Ladybug 🐞
Poop 💩
Moon 🌙
Sun ☀️
Gift 🎁
Hug 🤗
ThumbsUp 👍
ThumbsDown 👎
Shake 🤝
Peace ✌️
Fist ✊
RockOn 🤟
Nuh-uh 🙅
OK 👌
InLove 💕
Blowkiss 😘
Tremble 🥶
Aaagh! 💢
Kotow 🙇
Surrender 🏳️
Hooray 🥳
Meditate 🕺
Smooch 😚
TaiChi L ☯️
TaiChi R ☯️
Facepalm 🤦
Smirk 😏
Smart 🤓
Moue 😟
Yeah! ✌️
Tea 🍵
Packet 🧧
Candle 🕯️
Chick 🐤
Happy 😄
Sick 😷
Lol 😂
吐舌 😝
Flushed 😳
Terror 😱
LetDown 😔
Duh 😒
鬼魂 👻
Worship 🙏
强壮 💪
Party 🎉
GoForIt 💪
Sweats 😓
OMG 🤯
Emm 😑
Doge 🐶
NoProb 👌
KeepFighting 💪
Wow 🤩
Rich 🤑
Boring 🙄
Awesome 👍
LetMeSee 👀
Sigh 😮‍💨
Hurt 🥲
Fireworks 🎆
爆竹 🧨
""".strip().splitlines()
)


def nearest(names: Names) -> str:
    """The emoji that stands for the emoticon; "" when none comes near."""
    return names.emoji or NEAREST.get(names.key, "")
